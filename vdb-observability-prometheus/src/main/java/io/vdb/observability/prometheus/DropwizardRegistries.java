package io.vdb.observability.prometheus;

import com.codahale.metrics.MetricRegistry;
import io.vdb.observability.spi.Registration;
import java.util.IdentityHashMap;

/** The Dropwizard registries that are exported now. */
final class DropwizardRegistries implements DropwizardBridge {

  private final Metrics metrics;
  private final ScrapeFaults faults;
  private final Object lock = new Object();

  /** Guarded by {@link #lock}. */
  private final IdentityHashMap<MetricRegistry, Registration> exported = new IdentityHashMap<>();

  DropwizardRegistries(Metrics metrics, ScrapeFaults faults) {
    this.metrics = metrics;
    this.faults = faults;
  }

  @Override
  public Registration register(MetricRegistry registry, DropwizardMapping mapping) {
    synchronized (lock) {
      if (exported.containsKey(registry)) {
        throw new IllegalArgumentException("this Dropwizard registry is exported already");
      }
      Registration guest =
          metrics.addGuest(
              "a Dropwizard registry",
              new DropwizardCollector(registry, mapping.mapper(), faults));
      exported.put(registry, guest);
      return () -> remove(registry, guest);
    }
  }

  private void remove(MetricRegistry registry, Registration guest) {
    synchronized (lock) {
      if (exported.remove(registry, guest)) {
        guest.close();
      }
    }
  }
}
