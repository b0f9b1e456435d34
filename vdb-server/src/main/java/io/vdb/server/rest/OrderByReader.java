package io.vdb.server.rest;

import io.vdb.core.model.OrderBy;
import io.vdb.core.model.PayloadPath;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads an order by the values of a field: its key, or an object that says more. */
final class OrderByReader {

  private final JsonReader in;
  private @Nullable PayloadPath key;
  private boolean descending;
  private @Nullable Number startFrom;

  private OrderByReader(JsonReader in) {
    this.in = in;
  }

  static OrderBy read(JsonReader in) throws IOException {
    return new OrderByReader(in).read();
  }

  private OrderBy read() throws IOException {
    if (in.isString()) {
      return new OrderBy(in.payloadPath(), false, null);
    }
    in.object(
        name -> {
          switch (name) {
            case "key" -> key = in.payloadPath();
            case "direction" -> descending = !in.isNull() && isDescending();
            case "start_from" -> startFrom = in.isNull() ? null : startFrom();
            default -> throw in.unknownField(name, "key", "direction", "start_from");
          }
        });
    if (key == null) {
      throw in.missing("key");
    }
    return new OrderBy(key, descending, startFrom);
  }

  private boolean isDescending() throws IOException {
    return switch (in.string()) {
      case "asc" -> false;
      case "desc" -> true;
      default -> throw in.malformed("expected `asc` or `desc`");
    };
  }

  private Number startFrom() throws IOException {
    if (in.isString()) {
      return in.micros(in.string());
    }
    return in.isInteger() ? in.wholeNumber() : (Number) in.f64();
  }
}
