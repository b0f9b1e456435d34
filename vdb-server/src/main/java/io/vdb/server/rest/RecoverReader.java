package io.vdb.server.rest;

import io.vdb.server.api.SnapshotFields;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads where a collection is to be restored from. */
final class RecoverReader {

  /**
   * What was asked for.
   *
   * @param location where the snapshot is
   * @param checksum what it must be, in hexadecimal digits, if anything
   * @param apiKey what is sent when it is fetched, if anything
   */
  record Request(URI location, @Nullable String checksum, @Nullable String apiKey) {

    /** Keys are never shown. */
    @Override
    public String toString() {
      return "Request[location=" + location + "]";
    }
  }

  private final JsonReader in;
  private @Nullable URI location;
  private @Nullable String checksum;
  private @Nullable String apiKey;

  private RecoverReader(JsonReader in) {
    this.in = in;
  }

  static Request read(byte[] body) {
    return JsonReader.read(body, in -> new RecoverReader(in).request());
  }

  private Request request() throws IOException {
    in.object(this::field);
    if (location == null) {
      throw in.missing("location");
    }
    return new Request(location, checksum, apiKey);
  }

  private void field(String name) throws IOException {
    if (!name.equals("location") && in.isNull()) {
      return;
    }
    switch (name) {
      case "location" -> location = uri();
      case "checksum" -> checksum = SnapshotFields.checksum(in.string(), in);
      case "priority" -> SnapshotFields.checkPriority(in.string(), in);
      case "api_key" -> apiKey = key();
      default ->
          throw in.unknownField(name, "location", "priority", "checksum", "api_key");
    }
  }

  private String key() throws IOException {
    String key = in.string();
    if (!key.matches("[!-~]{1,1024}")) {
      throw in.invalid("a key has 1 to 1024 visible characters");
    }
    return key;
  }

  private URI uri() throws IOException {
    String text = in.string();
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw in.malformed("expected a URL"); // it may hold a password
    }
  }
}
