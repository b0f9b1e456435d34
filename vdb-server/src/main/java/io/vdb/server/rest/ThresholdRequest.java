package io.vdb.server.rest;

import io.vdb.server.config.Durations;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads the body of a change of the threshold of slow queries. */
final class ThresholdRequest {

  private static final String THRESHOLD = "threshold";

  private ThresholdRequest() {}

  static Duration read(byte[] body) {
    return JsonReader.read(
        body,
        in -> {
          List<Duration> read = new ArrayList<>(1);
          in.object(
              name -> {
                if (!name.equals(THRESHOLD)) {
                  throw in.unknownField(name, THRESHOLD);
                }
                read.add(duration(in));
              });
          if (read.isEmpty()) {
            throw in.missing(THRESHOLD);
          }
          return read.getFirst();
        });
  }

  private static Duration duration(JsonReader in) throws IOException {
    try {
      return Durations.parse(in.string());
    } catch (IllegalArgumentException e) {
      throw in.unsupportedValue(String.valueOf(e.getMessage()));
    }
  }
}
