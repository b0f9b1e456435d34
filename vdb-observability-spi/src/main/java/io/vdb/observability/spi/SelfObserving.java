package io.vdb.observability.spi;

/**
 * Capability of a backend that measures itself, such as the spans it had to drop. Its numbers go to
 * all backends, so that one that is scraped shows them for one that is not.
 */
public interface SelfObserving {

  /**
   * Exports what this backend measures of itself until the registration is closed. That is after
   * this backend itself is closed, so what is exported is still read then.
   */
  Registration export(Meter meter);
}
