package io.vdb.observability.otel;

import static java.util.Objects.requireNonNull;

import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.common.export.GrpcSender;
import io.opentelemetry.sdk.common.export.GrpcSenderConfig;
import io.opentelemetry.sdk.common.export.GrpcSenderProvider;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the sender that an exporter of the SDK is built with: the builder alone knows how to set one
 * up for a collector, and a sender takes any message. For one exporter.
 */
final class CapturedSenders implements ComponentLoader {

  private final ComponentLoader found =
      ComponentLoader.forClassLoader(CapturedSenders.class.getClassLoader());
  private @Nullable HttpSender http;
  private @Nullable GrpcSender grpc;

  @Override
  public <T> Iterable<T> load(Class<T> type) {
    if (type == HttpSenderProvider.class) {
      HttpSenderProvider provider = this::createHttp;
      return List.of(type.cast(provider));
    }
    if (type == GrpcSenderProvider.class) {
      GrpcSenderProvider provider = this::createGrpc;
      return List.of(type.cast(provider));
    }
    return found.load(type);
  }

  private HttpSender createHttp(HttpSenderConfig config) {
    HttpSender sender =
        found.load(HttpSenderProvider.class).iterator().next().createSender(config);
    http = sender;
    return sender;
  }

  private GrpcSender createGrpc(GrpcSenderConfig config) {
    GrpcSender sender =
        found.load(GrpcSenderProvider.class).iterator().next().createSender(config);
    grpc = sender;
    return sender;
  }

  /** Returns what an exporter by HTTP was built with. */
  HttpSender http() {
    return requireNonNull(http);
  }

  /** Returns what an exporter by gRPC was built with. */
  GrpcSender grpc() {
    return requireNonNull(grpc);
  }
}
