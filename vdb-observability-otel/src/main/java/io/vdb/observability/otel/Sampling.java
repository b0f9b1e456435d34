package io.vdb.observability.otel;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.vdb.observability.spi.TraceContext;
import java.util.List;
import java.util.Optional;

/**
 * Which traces are recorded. Decided from the trace id, so that every service that samples by the
 * same ratio records the same traces.
 *
 * @param followsOthers whether a sampled parent or cause is followed, and an unsampled one too
 * @param ratio share of the traces that nothing else decides on
 * @param newTraces decides by that ratio
 */
record Sampling(boolean followsOthers, double ratio, Sampler newTraces) {

  private static final double DEFAULT_RATIO = 0.1;

  static Sampling of(boolean followsOthers, double ratio) {
    return new Sampling(followsOthers, ratio, Sampler.traceIdRatioBased(ratio));
  }

  /** The short settings mean a ratio that follows parents; the standard variables mean what they do. */
  static Sampling read(Sources sources) {
    Optional<Double> rate =
        sources.either("sample-rate", "OTEL_TRACE_SAMPLE_RATE").map(Given::ratio);
    Optional<Given> argument = sources.variable("OTEL_TRACES_SAMPLER_ARG");
    Optional<Sampling> standard =
        sources.variable("OTEL_TRACES_SAMPLER").map(name -> named(name, argument));
    return rate.map(ratio -> of(true, ratio))
        .or(() -> standard)
        .or(() -> argument.map(given -> of(true, given.ratio())))
        .orElseGet(() -> of(true, DEFAULT_RATIO));
  }

  private static Sampling named(Given name, Optional<Given> argument) {
    return switch (name.value()) {
      case "always_on" -> of(false, 1);
      case "always_off" -> of(false, 0);
      case "traceidratio" -> of(false, argument.map(Given::ratio).orElse(1.0));
      case "parentbased_always_on" -> of(true, 1);
      case "parentbased_always_off" -> of(true, 0);
      case "parentbased_traceidratio" -> of(true, argument.map(Given::ratio).orElse(1.0));
      default ->
          throw name.wrong(
              "always_on, always_off, traceidratio, or one of these with parentbased_ in front is"
                  + " needed");
    };
  }

  /**
   * Decides on the root of this process's part of a trace.
   *
   * @param other the parent of a request or the cause of work in the background
   * @param traceId of the trace that the root belongs to
   */
  boolean records(TraceContext other, String traceId) {
    if (followsOthers && other.isValid()) {
      return other.sampled();
    }
    return recordsNew(traceId);
  }

  private boolean recordsNew(String traceId) {
    return newTraces
            .shouldSample(
                Context.root(), traceId, "", SpanKind.INTERNAL, Attributes.empty(), List.of())
            .getDecision()
        == SamplingDecision.RECORD_AND_SAMPLE;
  }
}
