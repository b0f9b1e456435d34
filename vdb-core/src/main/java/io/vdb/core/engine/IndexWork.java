package io.vdb.core.engine;

/** What is done to an index, as metrics tell it. */
enum IndexWork {
  /** A batch that puts points was moved in. */
  INSERT("insert"),
  /** A batch that deletes points was moved in. */
  DELETE("delete"),
  /** Segments were joined into one with a graph. */
  BUILD("build"),
  /** Segments were joined into one without a graph. */
  COMPACT("compact"),
  /** An index was opened and brought up to date. */
  LOAD("load");

  private final String label;

  IndexWork(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
