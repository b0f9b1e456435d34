package io.vdb.observability.otel;

import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporterBuilder;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporterBuilder;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporterBuilder;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * Makes the SDK's exporters, and of those of spans keeps what sends. Their requests run on threads of
 * this object, which ends them; none lives between two requests.
 */
final class Exporters implements AutoCloseable {

  private final ExecutorService threads;

  Exporters() {
    QuietExporters.install();
    ThreadFactory virtual =
        Thread.ofVirtual().name(QuietExporters.THREADS + "request-", 0).factory();
    threads =
        Executors.newThreadPerTaskExecutor(
            task -> virtual.newThread(() -> QuietExporters.quietly(task)));
  }

  SpanSender spans(OtlpTarget target) {
    return switch (target.protocol()) {
      case GRPC -> grpcSpans(target);
      case HTTP -> httpSpans(target);
    };
  }

  MetricExporter metrics(OtlpTarget target) {
    return switch (target.protocol()) {
      case GRPC -> grpcMetrics(target);
      case HTTP -> httpMetrics(target);
    };
  }

  private SpanSender grpcSpans(OtlpTarget target) {
    CapturedSenders senders = new CapturedSenders();
    OtlpGrpcSpanExporterBuilder builder =
        OtlpGrpcSpanExporter.builder()
            .setEndpoint(target.endpoint().toString())
            .setTimeout(target.timeout())
            .setConnectTimeout(target.timeout())
            .setCompression(compression(target))
            .setComponentLoader(senders)
            .setExecutorService(threads);
    target.headers().forEach(builder::addHeader);
    target.trusted().ifPresent(pem -> builder.setTrustedCertificates(pem.bytes()));
    target
        .identity()
        .ifPresent(own -> builder.setClientTls(own.key().bytes(), own.certificate().bytes()));
    OtlpGrpcSpanExporter _ = builder.build();
    return new GrpcSpanSender(senders.grpc());
  }

  private SpanSender httpSpans(OtlpTarget target) {
    CapturedSenders senders = new CapturedSenders();
    OtlpHttpSpanExporterBuilder builder =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(target.endpoint().toString())
            .setTimeout(target.timeout())
            .setConnectTimeout(target.timeout())
            .setCompression(compression(target))
            .setComponentLoader(senders)
            .setExecutorService(threads);
    target.headers().forEach(builder::addHeader);
    target.trusted().ifPresent(pem -> builder.setTrustedCertificates(pem.bytes()));
    target
        .identity()
        .ifPresent(own -> builder.setClientTls(own.key().bytes(), own.certificate().bytes()));
    OtlpHttpSpanExporter _ = builder.build();
    return new HttpSpanSender(senders.http());
  }

  private MetricExporter grpcMetrics(OtlpTarget target) {
    OtlpGrpcMetricExporterBuilder builder =
        OtlpGrpcMetricExporter.builder()
            .setEndpoint(target.endpoint().toString())
            .setTimeout(target.timeout())
            .setConnectTimeout(target.timeout())
            .setCompression(compression(target))
            .setExecutorService(threads);
    target.headers().forEach(builder::addHeader);
    target.trusted().ifPresent(pem -> builder.setTrustedCertificates(pem.bytes()));
    target
        .identity()
        .ifPresent(own -> builder.setClientTls(own.key().bytes(), own.certificate().bytes()));
    return builder.build();
  }

  private MetricExporter httpMetrics(OtlpTarget target) {
    OtlpHttpMetricExporterBuilder builder =
        OtlpHttpMetricExporter.builder()
            .setEndpoint(target.endpoint().toString())
            .setTimeout(target.timeout())
            .setConnectTimeout(target.timeout())
            .setCompression(compression(target))
            .setExecutorService(threads);
    target.headers().forEach(builder::addHeader);
    target.trusted().ifPresent(pem -> builder.setTrustedCertificates(pem.bytes()));
    target
        .identity()
        .ifPresent(own -> builder.setClientTls(own.key().bytes(), own.certificate().bytes()));
    return builder.build();
  }

  private static String compression(OtlpTarget target) {
    return target.compressed() ? "gzip" : "none";
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
