package io.vdb.observability.otel;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import io.vdb.observability.spi.TraceContext;
import java.util.StringJoiner;

/** Says in OpenTelemetry's types what the SPI says in its own. */
final class TraceStates {

  private TraceStates() {}

  private static TraceState parse(String header) {
    TraceStateBuilder builder = TraceState.builder();
    String[] members = header.split(",", -1);
    // The builder puts what is added last in front.
    for (int i = members.length - 1; i >= 0; i--) {
      String member = members[i].strip();
      int equals = member.indexOf('=');
      if (equals > 0) {
        builder.put(member.substring(0, equals), member.substring(equals + 1));
      }
    }
    return builder.build();
  }

  /** Returns the header's value without members that are not well-formed. */
  static String wellFormed(String header) {
    StringJoiner members = new StringJoiner(",");
    parse(header).forEach((key, value) -> members.add(key + "=" + value));
    return members.toString();
  }

  /** Returns the ids of a span, for an exemplar. */
  static SpanContext local(TraceContext ids) {
    return SpanContext.create(
        ids.traceId(), ids.spanId(), TraceFlags.getSampled(), TraceState.getDefault());
  }
}
