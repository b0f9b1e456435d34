package io.vdb.server.api;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * Where a snapshot is that a client names. A client must not be able to read any file of this machine
 * through the server, nor to make it ask other machines; so files lie in folders that are meant for
 * it, and addresses are of this machine.
 */
sealed interface SnapshotLocation {

  /** A file that may be read. */
  record LocalFile(Path path, String name) implements SnapshotLocation {}

  /** Something that this machine serves. */
  record Served(URI uri, String name) implements SnapshotLocation {}

  /** Tells whether a file may be read. */
  @FunctionalInterface
  interface Rule {
    boolean allows(Path file) throws IOException;
  }

  Set<String> WEB = Set.of("http", "https");

  /** Checks what a client gave. */
  static SnapshotLocation of(URI location, Rule rule) {
    String scheme = String.valueOf(location.getScheme()).toLowerCase(Locale.ROOT);
    if (scheme.equals("file")) {
      return file(location, rule);
    }
    if (WEB.contains(scheme)) {
      return served(location);
    }
    throw refused("a location begins with `file:`, `http:` or `https:`");
  }

  private static ApiException refused(String message) {
    return ApiException.malformed("Bad request: " + message);
  }

  private static LocalFile file(URI location, Rule rule) {
    ApiException elsewhere =
        refused(
            "a file must exist in the folder of snapshots, or below one of"
                + " `vdb.storage.snapshot-sources`");
    try {
      Path path = Path.of(location);
      if (!path.isAbsolute() || !rule.allows(path) || !Files.isRegularFile(path)) {
        throw elsewhere;
      }
      return new LocalFile(path, String.valueOf(path.getFileName()));
    } catch (IOException | IllegalArgumentException | FileSystemNotFoundException e) {
      throw elsewhere; // the same, so that nobody finds out which files there are
    }
  }

  private static Served served(URI location) {
    String host = location.getHost();
    if (host == null || location.getUserInfo() != null || !isLoopback(host)) {
      throw refused("an address must be of this machine: `localhost`, `127.0.0.1` or `[::1]`");
    }
    String path = String.valueOf(location.getPath());
    String name = path.substring(path.lastIndexOf('/') + 1);
    return new Served(location, Place.shown(name));
  }

  /** Names are not looked up, but for the one that everybody has. */
  private static boolean isLoopback(String host) {
    boolean literal = host.matches("127(\\.\\d{1,3}){3}") || host.equals("[::1]");
    if (!literal && !host.equalsIgnoreCase("localhost")) {
      return false;
    }
    try {
      return Arrays.stream(InetAddress.getAllByName(host))
          .allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
