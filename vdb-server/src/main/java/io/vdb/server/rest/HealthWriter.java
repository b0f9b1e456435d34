package io.vdb.server.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vdb.core.health.ComponentHealth;
import io.vdb.core.health.HealthReport;
import io.vdb.core.health.HealthStatus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes how components are: {@code {status, timestamp, checks}}, whatever was asked for. */
final class HealthWriter {

  private HealthWriter() {}

  /** Writes everything that the checks said. */
  static byte[] whole(HealthReport report) {
    return write(report, true);
  }

  /** Writes no more than the status of each component: what names nothing of the data. */
  static byte[] brief(HealthReport report) {
    return write(report, false);
  }

  private static byte[] write(HealthReport report, boolean details) {
    return Envelope.write(
        out -> {
          out.writeStringField("status", report.status().label());
          out.writeStringField("timestamp", report.time().toString());
          out.writeObjectFieldStart("checks");
          for (Map.Entry<String, ComponentHealth> check : report.checks().entrySet()) {
            out.writeObjectFieldStart(check.getKey());
            out.writeStringField("status", check.getValue().status().label());
            if (details) {
              details(out, check.getValue());
            }
            out.writeEndObject();
          }
          out.writeEndObject();
        });
  }

  private static void details(JsonGenerator out, ComponentHealth health) throws IOException {
    if (health.reason() != null) {
      out.writeStringField(
          health.status() == HealthStatus.ERROR ? "error" : "reason", health.reason());
    }
    for (Map.Entry<String, Object> detail : health.details().entrySet()) {
      out.writeFieldName(detail.getKey());
      value(out, detail.getValue());
    }
  }

  private static void value(JsonGenerator out, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> out.writeNull();
      case Map<?, ?> map -> {
        out.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          out.writeFieldName(String.valueOf(entry.getKey()));
          value(out, entry.getValue());
        }
        out.writeEndObject();
      }
      case List<?> list -> {
        out.writeStartArray();
        for (Object element : list) {
          value(out, element);
        }
        out.writeEndArray();
      }
      case Integer number -> out.writeNumber(number);
      case Long number -> out.writeNumber(number);
      case Number number -> out.writeNumber(number.doubleValue());
      case Boolean truth -> out.writeBoolean(truth);
      default -> out.writeString(value.toString());
    }
  }
}
