package io.vdb.core.engine;

/** Kinds of write. */
enum WriteKind {
  UPSERT("upsert"),
  DELETE("delete"),
  SET_PAYLOAD("set_payload");

  private final String operation;

  WriteKind(String operation) {
    this.operation = operation;
  }

  /** Returns its name in spans and log lines. */
  String operation() {
    return operation;
  }
}
