package io.vdb.core.model;

/** State of a collection's index. */
public enum CollectionStatus {
  /** Nothing is left to optimise. */
  GREEN,
  /** Segments are being built or merged; searches cost more than they will. */
  YELLOW,
  /** The collection cannot be written any more; the log says why. */
  RED
}
