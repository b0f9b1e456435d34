package io.vdb.it.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes whatever is exported by OTLP over HTTP, throws it away and counts it, so that a measurement
 * can tell that there was something to measure.
 */
final class Collector implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong traceBytes = new AtomicLong();

  private Collector(HttpServer server) {
    this.server = server;
  }

  static Collector start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
      Collector collector = new Collector(server);
      server.setExecutor(collector.threads);
      server.createContext("/", collector::answer);
      server.start();
      return collector;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs one until this process is ended, and says at which port. */
  public static void main(String[] arguments) {
    System.out.println(start().server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      long bytes = exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
      if (exchange.getRequestURI().getPath().equals("/v1/traces")) {
        traceBytes.addAndGet(bytes);
      }
      exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
      exchange.sendResponseHeaders(200, -1);
    }
  }

  /** Returns the variables that make a backend export to it. */
  Map<String, String> variables() {
    return variables(server.getAddress().getPort());
  }

  /** Returns the variables that make a backend export to one at this port. */
  static Map<String, String> variables(int port) {
    return Map.of(
        "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + port,
        "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
  }

  /** Returns how many bytes of spans have come. */
  long traceBytes() {
    return traceBytes.get();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
