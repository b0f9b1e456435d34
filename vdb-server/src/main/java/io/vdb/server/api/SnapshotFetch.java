package io.vdb.server.api;

import io.vdb.core.snapshot.SnapshotFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Fetches a snapshot from an address of this machine. Follows nothing that leads elsewhere. */
final class SnapshotFetch {

  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 60_000;
  private static final int OK = 200;
  private static final int BUFFER_BYTES = 256 << 10;

  private SnapshotFetch() {}

  /**
   * Fetches.
   *
   * @param limit most bytes
   */
  static void fetch(URI uri, @Nullable String apiKey, Path file, long limit) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(READ_MILLIS);
    connection.setUseCaches(false);
    if (apiKey != null) {
      connection.setRequestProperty("api-key", apiKey);
    }
    try {
      int status = status(connection);
      if (status != OK) {
        throw refused("was answered with status " + status);
      }
      long announced = connection.getContentLengthLong();
      if (announced > limit) {
        throw tooLarge(limit);
      }
      SnapshotFolder.requireSpace(
          Objects.requireNonNull(file.getParent()), Math.max(0, announced));
      try (InputStream in = connection.getInputStream();
          OutputStream out = Files.newOutputStream(file)) {
        copy(in, out, limit);
      }
    } finally {
      connection.disconnect();
    }
  }

  private static int status(HttpURLConnection connection) {
    try {
      return connection.getResponseCode();
    } catch (IOException e) {
      throw refused("cannot be reached (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static void copy(InputStream in, OutputStream out, long limit) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long total = 0;
    for (int count = read(in, buffer); count >= 0; count = read(in, buffer)) {
      total += count;
      if (total > limit) {
        throw tooLarge(limit);
      }
      out.write(buffer, 0, count);
    }
  }

  private static int read(InputStream in, byte[] buffer) {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw refused("broke off (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static ApiException refused(String what) {
    return ApiException.malformed("Bad request: the snapshot's location " + what);
  }

  /** A file of more bytes than allowed. */
  static ApiException tooLarge(long limit) {
    return new ApiException(
        ErrorKind.TOO_LARGE,
        "Payload error: the snapshot is larger than allowed (limit: " + limit + " bytes).");
  }
}
