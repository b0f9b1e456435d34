package io.vdb.it.load;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Searches over connections that stay open, each with one request at a time, from a process of its
 * own: what it computes is not to be mistaken for the server's work. Prints a {@link LoadFigures}.
 */
public final class LoadGenerator {

  private static final int QUERIES = 64;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double NANOS_PER_MILLI = 1e6;

  private final int port;
  private final String path;
  private final byte[][] requests;
  private final long begin;
  private final long end;
  private final long intervalNanos;

  private LoadGenerator(
      int port, String path, int dimension, long rampNanos, long nanos, long intervalNanos) {
    this.port = port;
    this.path = path;
    this.requests = requests(dimension);
    this.begin = System.nanoTime() + rampNanos;
    this.end = begin + nanos;
    this.intervalNanos = intervalNanos;
  }

  /** Arguments: port, collection, dimension, connections, seconds, requests per second (0: all). */
  public static void main(String[] arguments) throws Exception {
    int connections = Integer.parseInt(arguments[3]);
    long seconds = Long.parseLong(arguments[4]);
    double rate = Double.parseDouble(arguments[5]);
    LoadGenerator generator =
        new LoadGenerator(
            Integer.parseInt(arguments[0]),
            "/collections/" + arguments[1] + "/points/query",
            Integer.parseInt(arguments[2]),
            TimeUnit.SECONDS.toNanos(5),
            TimeUnit.SECONDS.toNanos(seconds),
            rate == 0 ? 0 : (long) (NANOS_PER_SECOND * connections / rate));
    System.out.println(generator.run(connections).line());
  }

  private byte[][] requests(int dimension) {
    Random random = new Random(5);
    byte[][] made = new byte[QUERIES][];
    for (int i = 0; i < QUERIES; i++) {
      StringBuilder vector = new StringBuilder();
      for (int j = 0; j < dimension; j++) {
        vector
            .append(j == 0 ? "" : ",")
            .append(String.format(Locale.ROOT, "%.4f", random.nextGaussian()));
      }
      String body = "{\"query\":[" + vector + "],\"limit\":10,\"params\":{\"exact\":true}}";
      made[i] =
          ("POST " + path + " HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n"
                  + "content-length: " + body.length() + "\r\n\r\n" + body)
              .getBytes(StandardCharsets.US_ASCII);
    }
    return made;
  }

  private LoadFigures run(int connections) throws Exception {
    List<Connection> all = new ArrayList<>();
    for (int i = 0; i < connections; i++) {
      all.add(new Connection(i));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (Connection connection : all) {
        running.add(threads.submit(connection::run));
      }
      for (Future<?> one : running) {
        var _ = one.get();
      }
    }
    long[] latencies =
        all.stream()
            .flatMapToLong(one -> one.latencies.stream().mapToLong(Long::longValue))
            .sorted()
            .toArray();
    return new LoadFigures(
        latencies.length * NANOS_PER_SECOND / (double) (end - begin),
        percentile(latencies, 0.5),
        percentile(latencies, 0.99),
        latencies.length,
        all.stream().mapToLong(one -> one.refused).sum(),
        all.stream().mapToLong(one -> one.failed).sum());
  }

  private static double percentile(long[] ascending, double share) {
    return ascending.length == 0
        ? 0
        : (double) ascending[(int) ((ascending.length - 1) * share)] / NANOS_PER_MILLI;
  }

  /** One connection; confined to its thread. */
  private final class Connection {

    private final int number;
    private final List<Long> latencies = new ArrayList<>();
    private long refused;
    private long failed;

    Connection(int number) {
      this.number = number;
    }

    Void run() throws IOException, InterruptedException {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setTcpNoDelay(true);
        OutputStream out = socket.getOutputStream();
        InputStream in = new BufferedInputStream(socket.getInputStream());
        long due = System.nanoTime() + intervalNanos * number / 64; // not all at once
        for (int i = number; System.nanoTime() < end; i++) {
          long early = due - System.nanoTime();
          if (intervalNanos > 0 && early > 0) {
            TimeUnit.NANOSECONDS.sleep(early);
          }
          long start = System.nanoTime();
          out.write(requests[i % QUERIES]);
          out.flush();
          count(status(in), start);
          due = Math.max(due + intervalNanos, start);
        }
      }
      return null;
    }

    private void count(int status, long start) {
      long now = System.nanoTime();
      if (start < begin || now > end) {
        return;
      }
      switch (status) {
        case 200 -> latencies.add(now - start);
        case 429 -> refused++;
        default -> failed++;
      }
    }

    /** Reads an answer to its end. */
    private int status(InputStream in) throws IOException {
      int status = Integer.parseInt(line(in).substring(9, 12));
      long length = 0;
      for (String header = line(in); !header.isEmpty(); header = line(in)) {
        if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          length = Long.parseLong(header.substring(15).strip());
        }
      }
      new DataInputStream(in).skipNBytes(length);
      return status;
    }

    private String line(InputStream in) throws IOException {
      byte[] line = new byte[512];
      int end = 0;
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new IOException("the server closed the connection");
        }
        if (end == line.length) {
          line = Arrays.copyOf(line, 2 * end);
        }
        line[end++] = (byte) c;
      }
      return new String(line, 0, Math.max(0, end - 1), StandardCharsets.US_ASCII);
    }
  }
}
