package io.vdb.core.engine;

/** Kinds of write. */
enum WriteKind {
  UPSERT("upsert"),
  DELETE("delete"),
  SET_PAYLOAD("set_payload"),
  OVERWRITE_PAYLOAD("overwrite_payload"),
  DELETE_PAYLOAD("delete_payload"),
  CLEAR_PAYLOAD("clear_payload"),
  UPDATE_VECTORS("update_vectors"),
  DELETE_VECTORS("delete_vectors"),
  CREATE_COLLECTION("create_collection"),
  UPDATE_COLLECTION("update_collection"),
  DELETE_COLLECTION("delete_collection"),
  CREATE_VECTOR_NAME("create_vector_name"),
  DELETE_VECTOR_NAME("delete_vector_name"),
  UPDATE_ALIASES("update_aliases"),
  CREATE_PAYLOAD_INDEX("create_payload_index"),
  DELETE_PAYLOAD_INDEX("delete_payload_index"),
  CREATE_SNAPSHOT("create_snapshot"),
  CREATE_FULL_SNAPSHOT("create_full_snapshot"),
  DELETE_SNAPSHOT("delete_snapshot"),
  RECEIVE_SNAPSHOT("receive_snapshot"),
  RESTORE_SNAPSHOT("restore_snapshot");

  private final String operation;

  WriteKind(String operation) {
    this.operation = operation;
  }

  /** Tells whether it is about several points or aliases, rather than about one collection. */
  boolean isBatch() {
    return switch (this) {
      case CREATE_COLLECTION,
          UPDATE_COLLECTION,
          DELETE_COLLECTION,
          CREATE_VECTOR_NAME,
          DELETE_VECTOR_NAME,
          CREATE_PAYLOAD_INDEX,
          DELETE_PAYLOAD_INDEX,
          CREATE_SNAPSHOT,
          CREATE_FULL_SNAPSHOT,
          DELETE_SNAPSHOT,
          RECEIVE_SNAPSHOT,
          RESTORE_SNAPSHOT ->
          false;
      default -> true;
    };
  }

  /** Returns its name in spans and log lines. */
  String operation() {
    return operation;
  }
}
