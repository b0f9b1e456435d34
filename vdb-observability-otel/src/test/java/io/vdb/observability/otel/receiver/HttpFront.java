package io.vdb.observability.otel.receiver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.zip.GZIPInputStream;

/** The HTTP side of a receiver. */
final class HttpFront {

  private static final String PROTOBUF = "application/x-protobuf";

  /** Reads one body; an empty message is the answer. */
  private interface Body {
    void read(InputStream in) throws IOException;
  }

  private final HttpServer server;
  private final OtlpReceiver receiver;

  private HttpFront(HttpServer server, OtlpReceiver receiver) {
    this.server = server;
    this.receiver = receiver;
  }

  static HttpFront start(InetSocketAddress address, Executor threads, OtlpReceiver receiver)
      throws IOException {
    HttpServer server = HttpServer.create(address, 0);
    HttpFront front = new HttpFront(server, receiver);
    server.setExecutor(threads);
    server.createContext(
        "/v1/traces",
        exchange ->
            front.handle(
                exchange, in -> receiver.keep(ExportTraceServiceRequest.parseFrom(in))));
    server.createContext(
        "/v1/metrics",
        exchange ->
            front.handle(
                exchange, in -> receiver.keep(ExportMetricsServiceRequest.parseFrom(in))));
    server.start();
    return front;
  }

  int port() {
    return server.getAddress().getPort();
  }

  void stop() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange, Body body) throws IOException {
    try (exchange) {
      Map<String, String> headers = new HashMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
      String path = exchange.getRequestURI().getPath();
      receiver.arrived(new OtlpReceiver.Headers(path, headers));
      if (!PROTOBUF.equals(headers.get("content-type"))) {
        exchange.sendResponseHeaders(415, -1);
      } else if (receiver.accepts()) {
        body.read(content(exchange, headers));
        exchange.getResponseHeaders().set("Content-Type", PROTOBUF);
        exchange.sendResponseHeaders(200, -1);
      } else {
        exchange.sendResponseHeaders(403, -1);
      }
    }
  }

  private static InputStream content(HttpExchange exchange, Map<String, String> headers)
      throws IOException {
    InputStream raw = exchange.getRequestBody();
    return "gzip".equals(headers.get("content-encoding")) ? new GZIPInputStream(raw) : raw;
  }
}
