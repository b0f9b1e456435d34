package io.vdb.server.api;

import java.util.Set;

/** Checks of what requests say about snapshots. */
public final class SnapshotFields {

  private static final Set<String> PRIORITIES =
      Set.of("no_sync", "snapshot", "replica", "shard_transfer");

  private SnapshotFields() {}

  /** Returns a checksum in the form of SHA-256. */
  public static String checksum(String text, Place at) {
    if (!text.matches("[0-9a-fA-F]{64}")) {
      throw at.invalid("a checksum is a SHA-256 in 64 hexadecimal digits");
    }
    return text;
  }

  /** Which of several replicas is right: a single node has one. */
  public static void checkPriority(String text, Place at) {
    if (!PRIORITIES.contains(text)) {
      throw at.malformed(
          "unknown variant `" + Place.shown(text)
              + "`, expected one of `no_sync`, `snapshot`, `replica`, `shard_transfer`");
    }
  }
}
