package io.vdb.observability.spi;

/** The kinds of metric. */
public enum MetricType {
  /** Only grows; its name ends in {@code _total}. */
  COUNTER,
  /** A value of now, read at each scrape. */
  GAUGE,
  /** A distribution with explicit bucket edges. */
  HISTOGRAM
}
