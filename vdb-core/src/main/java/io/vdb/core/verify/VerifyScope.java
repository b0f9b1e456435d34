package io.vdb.core.verify;

import java.util.Locale;

/** What can be asked for. */
public enum VerifyScope {
  /** Logs, files of indexes, and whether every point is there once with all of its parts. */
  DATA,
  /** Graphs, and whether searches and filters find what they should. */
  INDEX,
  /** Other names of collections. */
  ALIASES,
  /** Files of snapshots. */
  SNAPSHOT;

  /** Returns its name in commands and answers. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
