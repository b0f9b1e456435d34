package io.vdb.observability.prometheus;

import com.codahale.metrics.MetricRegistry;
import io.vdb.observability.spi.Registration;

/**
 * Capability of the Prometheus backend: shows an embedder's Dropwizard metrics besides the
 * database's. Safe for concurrent use.
 */
public interface DropwizardBridge {

  /**
   * Exports {@code registry}, read at each scrape, until the registration is closed.
   *
   * <p>Characters that Prometheus does not take in a name become underscores. A metric whose name
   * then begins with {@code vdb_}, or is exported already, is left out; so is the whole registry in
   * a scrape in which one of its metrics throws. Either is logged once.
   *
   * @throws IllegalArgumentException when {@code registry} is exported already
   */
  Registration register(MetricRegistry registry);
}
