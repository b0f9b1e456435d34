package io.vdb.observability.spi;

/** Entry point of a backend, found by {@link java.util.ServiceLoader}. */
public interface ObservabilityProvider {

  /** Version of this SPI. A constant, so that javac copies the value of its day into a provider. */
  int SPI_VERSION = 1;

  /** Returns the name that selects this provider in the configuration: {@code prometheus}. */
  String name();

  /** Returns {@link #SPI_VERSION}. Not a default method: that would answer for the host. */
  int spiVersion();

  /**
   * Starts the backend. The caller closes it after everything that records to it.
   *
   * @throws IllegalArgumentException when the configuration does not fit this backend
   */
  Observability start(BackendConfig config);
}
