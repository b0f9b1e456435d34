package io.vdb.core.model;

/** How far a write has come when the caller gets its answer. */
public enum Acknowledge {
  /** It survives a crash. */
  DURABLE,
  /** It survives a crash and every later read sees it. */
  VISIBLE
}
