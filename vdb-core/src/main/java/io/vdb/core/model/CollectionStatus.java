package io.vdb.core.model;

/** State of a collection's index. */
public enum CollectionStatus {
  /** Nothing is left to optimise. */
  GREEN,
  /**
   * Segments are being built or merged, and searches cost more than they will; or index files are
   * still to be compared with their checksums.
   */
  YELLOW,
  /** The collection cannot be written, for now or for good, or is damaged; the log says why. */
  RED
}
