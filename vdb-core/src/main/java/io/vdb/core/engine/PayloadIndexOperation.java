package io.vdb.core.engine;

/** What is done with a payload index. */
enum PayloadIndexOperation {
  /** It is declared, where nothing was or where the same was. */
  CREATE("create"),
  /** It is declared in the place of another one. */
  UPDATE("update"),
  /** It is declared no more. */
  DROP("drop"),
  /** The points are found that a filter on its field asks for. */
  LOOKUP("lookup");

  private final String label;

  PayloadIndexOperation(String label) {
    this.label = label;
  }

  /** Returns its name in metrics. */
  String label() {
    return label;
  }
}
