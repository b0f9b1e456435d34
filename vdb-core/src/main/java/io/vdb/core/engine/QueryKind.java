package io.vdb.core.engine;

/** Kinds of query. */
enum QueryKind {
  SEARCH("search", "nearest"),
  SCROLL("scroll", "scroll"),
  COUNT("count", "count"),
  FACET("facet", "facet"),
  RETRIEVE("retrieve", "retrieve"),
  QUERY("query", "query"),
  GROUPS("query_groups", "groups"),
  MATRIX("search_matrix", "matrix");

  private final String operation;
  private final String label;

  QueryKind(String operation, String label) {
    this.operation = operation;
    this.label = label;
  }

  /** Returns its name in spans, log lines and the slow-query log. */
  String operation() {
    return operation;
  }

  /** Returns its name in metrics, which tell kinds of search apart. */
  String label() {
    return label;
  }
}
