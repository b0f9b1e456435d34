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
   * <p>Names are mapped when they are first seen; characters that Prometheus does not take in a name
   * become underscores. Left out, logged once and counted are: metrics whose name then begins with
   * {@code vdb_}, {@code jvm_} or {@code process_}, is exported already, or is used by a metric of
   * another type; and gauges that throw or whose value is neither a number nor a boolean. A gauge
   * that is NaN is left out without a count.
   *
   * @throws IllegalArgumentException when {@code registry} is exported already
   */
  Registration register(MetricRegistry registry, DropwizardMapping mapping);

  /** Exports {@code registry} under its own names, without labels. */
  default Registration register(MetricRegistry registry) {
    return register(registry, DropwizardMapping.NONE);
  }
}
