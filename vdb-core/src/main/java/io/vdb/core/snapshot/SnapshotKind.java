package io.vdb.core.snapshot;

import java.util.Locale;

/** What a snapshot holds. */
public enum SnapshotKind {
  /** One collection. */
  COLLECTION,
  /** All collections, and their aliases. */
  FULL;

  /** Returns its name in files and for people. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static SnapshotKind of(String label) {
    for (SnapshotKind kind : values()) {
      if (kind.label().equals(label)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("unknown kind " + label);
  }
}
