package io.vdb.server.rest;

import io.vdb.core.filter.Filter;
import io.vdb.core.model.PayloadPath;
import io.vdb.server.api.FacetRequest;
import io.vdb.server.config.LimitsConfig;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads which values are to be counted. */
final class FacetReader {

  private static final int DEFAULT_LIMIT = 10;

  private final JsonReader in;
  private final LimitsConfig limits;
  private @Nullable PayloadPath key;
  private int limit = DEFAULT_LIMIT;
  private @Nullable Filter filter;
  private boolean exact;

  private FacetReader(JsonReader in, LimitsConfig limits) {
    this.in = in;
    this.limits = limits;
  }

  static FacetRequest read(byte[] body, LimitsConfig limits) {
    return JsonReader.read(body, in -> new FacetReader(in, limits).read());
  }

  private FacetRequest read() throws IOException {
    in.object(
        name -> {
          switch (name) {
            case "key" -> key = in.payloadPath();
            case "limit" ->
                limit =
                    in.isNull()
                        ? DEFAULT_LIMIT
                        : in.withinLimit(in.usize(1), limits.maxResults());
            case "filter" -> filter = new FilterReader(in, limits).optional();
            case "exact" -> {
              if (!in.isNull()) {
                exact = in.bool(); // counts are so anyway
              }
            }
            case "shard_key" -> in.unsupported();
            default -> throw in.unknownField(name, "key", "limit", "filter", "exact");
          }
        });
    if (key == null) {
      throw in.missing("key");
    }
    return new FacetRequest(key, limit, filter, exact);
  }
}
