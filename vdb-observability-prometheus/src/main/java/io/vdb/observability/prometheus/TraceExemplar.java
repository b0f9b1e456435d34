package io.vdb.observability.prometheus;

import io.prometheus.client.exemplars.Exemplar;
import io.vdb.observability.spi.TraceContext;

/**
 * Joins a recorded value to the trace that it was recorded in. The library's own constructor matches
 * each label name against a pattern, which would cost more than the recording.
 */
final class TraceExemplar extends Exemplar {

  private static final String[] NO_LABELS = {};

  private final TraceContext trace;
  private final long millis;

  TraceExemplar(double value, TraceContext trace, long millis) {
    super(value, NO_LABELS);
    this.trace = trace;
    this.millis = millis;
  }

  boolean isOf(long otherMillis) {
    return millis == otherMillis;
  }

  @Override
  public int getNumberOfLabels() {
    return 2;
  }

  @Override
  public String getLabelName(int i) {
    return i == 0 ? "trace_id" : "span_id";
  }

  @Override
  public String getLabelValue(int i) {
    return i == 0 ? trace.traceId() : trace.spanId();
  }

  @Override
  public Long getTimestampMs() {
    return millis;
  }
}
