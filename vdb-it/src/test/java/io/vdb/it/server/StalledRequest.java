package io.vdb.it.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A request whose body never comes as a whole, or comes late. */
public final class StalledRequest implements AutoCloseable {

  private static final int PATIENCE_MILLIS = (int) Duration.ofSeconds(60).toMillis();

  private final Socket socket;
  private final int length;

  private StalledRequest(Socket socket, int length) {
    this.socket = socket;
    this.length = length;
  }

  /** Sends the headers to a server on loopback and announces a body of so many bytes. */
  public static StalledRequest send(URI server, String method, String path, int length)
      throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    StalledRequest request = new StalledRequest(socket, length);
    request.write(
        method + " " + path + " HTTP/1.1\r\nHost: " + server.getAuthority()
            + "\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n");
    return request;
  }

  /** Sends the first so many bytes of the body: blanks. */
  public void begin(int bytes) throws IOException {
    write(" ".repeat(bytes));
  }

  /** Sends the body: a JSON document, filled up with blanks. */
  public void finish(String json) throws IOException {
    write(json.replace('\'', '"') + " ".repeat(length - json.length()));
  }

  private void write(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  /** Waits for the answer and returns its status. */
  public int status() throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    String line = in.readLine();
    if (line == null) {
      throw new IOException("the connection was closed without an answer");
    }
    return Integer.parseInt(line.split(" ", -1)[1]);
  }

  /** Leaves without waiting for an answer. */
  @Override
  public void close() throws IOException {
    socket.close();
  }
}
