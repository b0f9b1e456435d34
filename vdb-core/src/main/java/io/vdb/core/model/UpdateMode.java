package io.vdb.core.model;

/** Which points an upsert may touch. */
public enum UpdateMode {
  /** Points that exist are replaced, others are inserted. */
  UPSERT,
  /** Points that exist are left as they are. */
  INSERT_ONLY,
  /** Points that exist are replaced, others are left out. */
  UPDATE_ONLY
}
