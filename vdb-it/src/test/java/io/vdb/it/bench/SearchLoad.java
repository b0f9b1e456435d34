package io.vdb.it.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Searches over a few connections, each sending the next request when the last is answered. Written
 * on bare sockets, so that it leaves the CPU to the server.
 */
final class SearchLoad {

  private static final int CONNECTIONS = 4;
  private static final String PATH = "/collections/" + SearchData.COLLECTION + "/points/query";

  private final URI rest;
  private final List<byte[]> bodies;

  /**
   * A load for one server.
   *
   * @param rest its address
   * @param bodies searches as JSON, taken in turn
   */
  SearchLoad(URI rest, List<byte[]> bodies) {
    this.rest = rest;
    this.bodies = bodies;
  }

  /** Decides on the headers of the request with this number, each line ended. */
  interface Headers {
    String of(int number);
  }

  /** Sends this many searches without further headers. */
  void send(int count) throws IOException, InterruptedException {
    send(count, _ -> "");
  }

  /** Sends this many searches; fails unless every one is answered with 200. */
  void send(int count, Headers headers) throws IOException, InterruptedException {
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> connections = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      for (int i = 0; i < CONNECTIONS; i++) {
        connections.add(threads.submit(() -> converse(next, count, headers)));
      }
      for (Future<?> connection : connections) {
        connection.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("a search was not answered", e.getCause());
    }
  }

  private void converse(AtomicInteger next, int count, Headers headers) {
    try (Socket socket = new Socket(rest.getHost(), rest.getPort())) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
        out.write(request(bodies.get(n % bodies.size()), headers.of(n)));
        readAnswer(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] request(byte[] body, String headers) {
    byte[] head =
        ("POST " + PATH + " HTTP/1.1\r\nHost: " + rest.getAuthority()
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n"
                + headers + "\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] request = new byte[head.length + body.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    return request;
  }

  private static void readAnswer(InputStream in) throws IOException {
    String status = line(in);
    int length = -1;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(header.indexOf(':') + 1).trim());
      }
    }
    if (!status.startsWith("HTTP/1.1 200 ") || length < 0) {
      throw new IOException("answered " + status + " with content-length " + length);
    }
    in.skipNBytes(length);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("the server closed the connection after: " + line);
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
