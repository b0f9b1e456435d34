package io.vdb.observability.spi;

/** A series that ends when it is closed. */
public interface Registration extends AutoCloseable {

  /** Removes the series from the next scrape on. Idempotent. */
  @Override
  void close();
}
