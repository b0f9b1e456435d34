package io.vdb.observability.otel;

import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.vdb.observability.spi.BackendConfig;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Everything that a backend is started with, read and checked.
 *
 * @param resource what describes this process
 * @param traces where spans go; empty when they go nowhere
 * @param metrics where metrics go; empty when they go nowhere
 * @param sampling which traces are recorded
 * @param batching how spans are gathered
 * @param limits of one span
 * @param metricInterval time between two exports of metrics
 * @param metricTimeout how long one export of metrics may take
 * @param closeTimeout how long closing waits for what is not sent yet
 */
record OtelSettings(
    Resource resource,
    Optional<OtlpTarget> traces,
    Optional<OtlpTarget> metrics,
    Sampling sampling,
    Batching batching,
    SpanLimits limits,
    Duration metricInterval,
    Duration metricTimeout,
    Duration closeTimeout) {

  private static final int MOST_CHARACTERS = 4096;

  /** Checks everything, also where nothing will be sent: a mistake shows before it matters. */
  static OtelSettings read(BackendConfig config) {
    Sources sources = new Sources(config);
    boolean on = !sources.variable("OTEL_SDK_DISABLED").map(OtelSettings::isTrue).orElse(false);
    Optional<OtlpTarget> traces = OtlpTarget.read(sources, Signal.TRACES);
    Optional<OtlpTarget> metrics = OtlpTarget.read(sources, Signal.METRICS);
    return new OtelSettings(
        ProcessResource.of(config, sources),
        on && isWanted(sources, "OTEL_TRACES_EXPORTER") ? traces : Optional.empty(),
        on && isWanted(sources, "OTEL_METRICS_EXPORTER") ? metrics : Optional.empty(),
        Sampling.read(sources),
        Batching.read(sources),
        limits(sources),
        sources
            .either("metric-interval", "OTEL_METRIC_EXPORT_INTERVAL")
            .map(Given::duration)
            .orElse(Duration.ofMinutes(1)),
        sources
            .variable("OTEL_METRIC_EXPORT_TIMEOUT")
            .map(Given::duration)
            .orElse(Duration.ofSeconds(30)),
        sources.setting("close-timeout").map(Given::duration).orElse(Duration.ofSeconds(5)));
  }

  private static boolean isTrue(Given given) {
    return given.value().toLowerCase(Locale.ROOT).equals("true");
  }

  private static boolean isWanted(Sources sources, String variable) {
    return sources
        .variable(variable)
        .map(
            given ->
                switch (given.value()) {
                  case "otlp" -> true;
                  case "none" -> false;
                  default -> throw given.wrong("this backend takes otlp or none");
                })
        .orElse(true);
  }

  private static SpanLimits limits(Sources sources) {
    return SpanLimits.builder()
        .setMaxNumberOfAttributes(
            limit(sources, 128, "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT", "OTEL_ATTRIBUTE_COUNT_LIMIT"))
        .setMaxNumberOfEvents(limit(sources, 128, "OTEL_SPAN_EVENT_COUNT_LIMIT"))
        .setMaxNumberOfLinks(limit(sources, 128, "OTEL_SPAN_LINK_COUNT_LIMIT"))
        .setMaxAttributeValueLength(
            limit(
                sources,
                MOST_CHARACTERS,
                "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT",
                "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT"))
        .build();
  }

  private static int limit(Sources sources, int usual, String... variables) {
    return sources.variable(variables).map(Given::count).orElse(usual);
  }
}
