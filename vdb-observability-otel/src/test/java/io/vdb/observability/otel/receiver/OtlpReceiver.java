package io.vdb.observability.otel.receiver;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * A collector on loopback: gRPC on one port, HTTP with protobuf bodies on another. Keeps everything
 * it answered well to, and can be told to refuse or to hang. Safe for concurrent use.
 */
public final class OtlpReceiver implements AutoCloseable {

  /** What a request is answered with. */
  public enum Answer {
    /** Takes what was sent. */
    ACCEPT,
    /** Says that it will never take it. */
    REFUSE,
    /** Says nothing until the answer is changed or the receiver is closed. */
    HANG
  }

  /** What one request brought besides its body: names in lower case. */
  public record Headers(String path, Map<String, String> values) {}

  private static final int ATTEMPTS = 100;

  private final Object lock = new Object();
  private final List<ReceivedSpan> spans = new ArrayList<>();
  private final List<ExportMetricsServiceRequest> exports = new ArrayList<>();
  private final List<Headers> headers = new ArrayList<>();
  private Answer answer = Answer.ACCEPT;
  private boolean closed;

  /** Each thread ends with its task, so there is nothing to shut down. */
  private final Executor threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("otlp-receiver-", 0).factory());
  private final Server grpc;
  private final HttpFront http;

  private OtlpReceiver(int grpcPort, int httpPort) throws IOException {
    http = HttpFront.start(address(httpPort), threads, this);
    try {
      grpc =
          NettyServerBuilder.forAddress(address(grpcPort))
              .executor(threads)
              .intercept(new GrpcFront.HeaderCapture(this))
              .addService(new GrpcFront.Traces(this))
              .addService(new GrpcFront.Metrics(this))
              .build()
              .start();
    } catch (IOException e) {
      http.stop();
      throw e;
    }
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Starts on free ports. */
  public static OtlpReceiver start() {
    return start(0, 0);
  }

  /** Starts on given ports, such as those of one that was closed; 0 takes a free one. */
  public static OtlpReceiver start(int grpcPort, int httpPort) {
    try {
      return new OtlpReceiver(grpcPort, httpPort);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts on ports that the system gives to nobody who does not ask for them, so that they are
   * still free for another receiver after this one was closed.
   */
  public static OtlpReceiver startOnReservedPorts() {
    for (int attempt = 1; ; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(10_000, 30_000);
      try {
        return new OtlpReceiver(port, port + 1);
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** Returns the port that takes OTLP over gRPC. */
  public int grpcPort() {
    return grpc.getPort();
  }

  /** Returns the port that takes OTLP over HTTP. */
  public int httpPort() {
    return http.port();
  }

  /** Returns the endpoint for the protocol {@code grpc}. */
  public String grpcEndpoint() {
    return "http://127.0.0.1:" + grpcPort();
  }

  /** Returns the endpoint for the protocol {@code http/protobuf}, without the signal's path. */
  public String httpEndpoint() {
    return "http://127.0.0.1:" + httpPort();
  }

  /** Answers from now on like this, also requests that hang. */
  public void answerWith(Answer newAnswer) {
    synchronized (lock) {
      answer = newAnswer;
      lock.notifyAll();
    }
  }

  /** Returns the spans so far, in the order of their arrival. */
  public List<ReceivedSpan> spans() {
    synchronized (lock) {
      return List.copyOf(spans);
    }
  }

  /** Returns the tree of one trace, of the spans so far. */
  public SpanTree tree(String traceId) {
    return SpanTree.of(traceId, spans());
  }

  /** Returns what each request brought besides its body, accepted or not. */
  public List<Headers> headers() {
    synchronized (lock) {
      return List.copyOf(headers);
    }
  }

  /** Returns the exports of metrics so far, oldest first. */
  public List<ExportMetricsServiceRequest> metricExports() {
    synchronized (lock) {
      return List.copyOf(exports);
    }
  }

  /** Returns the metrics of the last export; empty before the first. */
  public List<Metric> latestMetrics() {
    synchronized (lock) {
      return exports.isEmpty()
          ? List.of()
          : exports.getLast().getResourceMetricsList().stream()
              .map(ResourceMetrics::getScopeMetricsList)
              .flatMap(List::stream)
              .map(ScopeMetrics::getMetricsList)
              .flatMap(List::stream)
              .toList();
    }
  }

  /** Forgets what came so far. */
  public void clear() {
    synchronized (lock) {
      spans.clear();
      exports.clear();
      headers.clear();
    }
  }

  /**
   * Waits for a span.
   *
   * @return the first that matches
   * @throws AssertionError when there is none in time
   */
  public ReceivedSpan awaitSpan(Predicate<ReceivedSpan> wanted, Duration patience) {
    await(() -> spans.stream().anyMatch(wanted), patience, "a span that is waited for");
    return spans().stream().filter(wanted).findFirst().orElseThrow();
  }

  /**
   * Waits until this many spans have come.
   *
   * @return all of them
   * @throws AssertionError when there are fewer in time
   */
  public List<ReceivedSpan> awaitSpans(int number, Duration patience) {
    await(() -> spans.size() >= number, patience, number + " spans");
    return spans();
  }

  /** Waits until this many requests have come, accepted or not. */
  public void awaitRequests(int number, Duration patience) {
    await(() -> headers.size() >= number, patience, number + " requests");
  }

  private void await(BooleanSupplier condition, Duration patience, String what) {
    long deadline = System.nanoTime() + patience.toNanos();
    synchronized (lock) {
      try {
        while (!condition.getAsBoolean()) {
          long left = (deadline - System.nanoTime()) / 1_000_000;
          if (left <= 0) {
            throw new AssertionError("waited " + patience + " for " + what + ", but " + came());
          }
          lock.wait(left);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting for " + what, e);
      }
    }
  }

  /** The caller holds the lock. */
  private String came() {
    List<String> names = spans.stream().map(ReceivedSpan::name).toList();
    return headers.size() + " requests came, with the spans " + names;
  }

  void arrived(Headers of) {
    synchronized (lock) {
      headers.add(of);
      lock.notifyAll();
    }
  }

  /** Tells whether to accept; returns later where the answer is to hang. */
  boolean accepts() {
    synchronized (lock) {
      try {
        while (answer == Answer.HANG && !closed) {
          lock.wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
      return answer == Answer.ACCEPT && !closed;
    }
  }

  void keep(ExportTraceServiceRequest request) {
    synchronized (lock) {
      spans.addAll(ReceivedSpan.of(request));
      lock.notifyAll();
    }
  }

  void keep(ExportMetricsServiceRequest request) {
    synchronized (lock) {
      exports.add(request);
      lock.notifyAll();
    }
  }

  /** Frees the ports; what was received stays readable. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
    http.stop();
    grpc.shutdownNow();
    try {
      grpc.awaitTermination();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
