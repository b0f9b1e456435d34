package io.vdb.server.config;

/** Whose tools the server is to please beyond the protocol. */
public enum Compatibility {
  /** Nobody's. */
  NONE,
  /** Qdrant's: telemetry names the application as Qdrant does, and metrics have its families too. */
  QDRANT
}
