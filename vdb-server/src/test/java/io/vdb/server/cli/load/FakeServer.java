package io.vdb.server.cli.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** As much of the REST front as an import needs, with faults on demand. */
public final class FakeServer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer http;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, JsonNode> points = new ConcurrentHashMap<>();
  private final List<String> upserts = new CopyOnWriteArrayList<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger mostUnderWay = new AtomicInteger();
  private final AtomicInteger longestBody = new AtomicInteger();
  private volatile @Nullable String vectors;
  private volatile Faults faults = (number, exchange) -> false;
  private final AtomicInteger puts = new AtomicInteger();
  private volatile boolean losesPoints;

  /** Decides about the n-th upsert, from 1. */
  @FunctionalInterface
  public interface Faults {
    /** Returns whether it has answered, or broken off, the request itself. */
    boolean strike(int number, HttpExchange exchange) throws IOException;
  }

  /** Starts on a free port of loopback. */
  public FakeServer() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(workers);
    http.createContext("/collections/test", this::handle);
    http.start();
  }

  /** Returns the address. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  void strike(Faults wanted) {
    faults = wanted;
  }

  void losePoints() {
    losesPoints = true;
  }

  void create(int size, String distance) {
    vectors = "{\"size\":" + size + ",\"distance\":\"" + distance + "\"}";
  }

  /** Returns the points by id. */
  public Map<String, JsonNode> points() {
    return points;
  }

  /** Returns the query strings of the upserts that were done, in order. */
  List<String> upserts() {
    return upserts;
  }

  int mostUnderWay() {
    return mostUnderWay.get();
  }

  int longestBody() {
    return longestBody.get();
  }

  /** Returns how vectors are configured, null when there is no collection. */
  @Nullable String vectors() {
    return vectors;
  }

  static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  static void refuse(HttpExchange exchange, int status, String error) throws IOException {
    answer(exchange, status, "{\"status\":{\"error\":\"" + error + "\"},\"time\":0}");
  }

  private void handle(HttpExchange exchange) throws IOException {
    mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
    try (exchange) {
      byte[] sent = exchange.getRequestBody().readAllBytes();
      longestBody.accumulateAndGet(sent.length, Math::max);
      JsonNode body = JSON.readTree(sent);
      String what = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
      switch (what) {
        case "GET /collections/test" -> describe(exchange);
        case "PUT /collections/test" -> {
          vectors = body.path("vectors").toString();
          answer(exchange, 200, "{\"result\":true,\"status\":\"ok\",\"time\":0}");
        }
        case "DELETE /collections/test" -> {
          vectors = null;
          points.clear();
          answer(exchange, 200, "{\"result\":true,\"status\":\"ok\",\"time\":0}");
        }
        case "PUT /collections/test/points" -> upsert(exchange, body);
        case "POST /collections/test/points/count" ->
            answer(exchange, 200, "{\"result\":{\"count\":" + points.size() + "}}");
        default -> refuse(exchange, 404, "no route " + what);
      }
    } finally {
      underWay.decrementAndGet();
    }
  }

  private void describe(HttpExchange exchange) throws IOException {
    if (vectors == null) {
      refuse(exchange, 404, "Not found: Collection `test` doesn't exist!");
    } else {
      answer(
          exchange,
          200,
          "{\"result\":{\"status\":\"green\",\"config\":{\"params\":{\"vectors\":" + vectors
              + "}}},\"status\":\"ok\"}");
    }
  }

  private void upsert(HttpExchange exchange, JsonNode body) throws IOException {
    if (faults.strike(puts.incrementAndGet(), exchange)) {
      return;
    }
    for (JsonNode point : body.path("points")) {
      if (!losesPoints || !point.path("id").asText().equals("0")) {
        points.put(point.path("id").asText(), point);
      }
    }
    upserts.add(exchange.getRequestURI().getQuery());
    answer(exchange, 200, "{\"result\":{\"operation_id\":1,\"status\":\"completed\"}}");
  }

  @Override
  public void close() {
    http.stop(0);
    workers.shutdownNow();
  }
}
