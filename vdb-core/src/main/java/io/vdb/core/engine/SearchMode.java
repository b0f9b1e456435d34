package io.vdb.core.engine;

/** How a search finds points, as metrics tell them apart. */
enum SearchMode {
  VECTOR("vector"),
  SPARSE("sparse"),
  HYBRID("hybrid"),
  FILTER("filter"),
  RECOMMEND("recommend");

  private final String label;

  SearchMode(String label) {
    this.label = label;
  }

  /** Returns its name in metrics. */
  String label() {
    return label;
  }
}
