package io.vdb.observability.otel;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.TraceStateBuilder;
import io.vdb.observability.spi.TraceContext;

/** Says in OpenTelemetry's types what the SPI says in its own. */
final class TraceStates {

  private TraceStates() {}

  /** Reads the header's value; members that are not well-formed are left out. */
  static TraceState parse(String header) {
    if (header.isEmpty()) {
      return TraceState.getDefault();
    }
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

  static SpanContext local(TraceContext ids, TraceState state) {
    return SpanContext.create(ids.traceId(), ids.spanId(), flags(ids), state);
  }

  static SpanContext remote(TraceContext ids) {
    return SpanContext.createFromRemoteParent(
        ids.traceId(), ids.spanId(), flags(ids), parse(ids.traceState()));
  }

  private static TraceFlags flags(TraceContext ids) {
    return ids.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault();
  }
}
