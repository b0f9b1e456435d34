package io.vdb.observability.spi;

/** How far a dashboard or an alert can rely on a metric. */
public enum Stability {
  /** Name, type and labels stay until a major version. */
  STABLE,
  /** May change with any version; the changelog says so. */
  EXPERIMENTAL
}
