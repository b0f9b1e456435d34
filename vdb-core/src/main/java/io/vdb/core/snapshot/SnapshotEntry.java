package io.vdb.core.snapshot;

/**
 * One part of a snapshot.
 *
 * @param name such as {@code 0/index/manifest}: the position of its collection, then what it is
 * @param bytes its length
 * @param sha256 checksum of its content, in hexadecimal digits
 */
public record SnapshotEntry(String name, long bytes, String sha256) {

  /** Returns the position of the collection that it belongs to. */
  public int collection() {
    return Integer.parseInt(name.substring(0, name.indexOf('/')));
  }
}
