package io.vdb.observability.prometheus;

import io.vdb.observability.spi.Exposition;
import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.Observability;
import java.util.Optional;

/** One backend: a registry, what feeds it, and what shows it. */
final class PrometheusObservability implements Observability {

  private final RecordingGate gate;
  private final PrometheusMeter meter;
  private final JvmMetrics jvm;
  private final DropwizardRegistries dropwizard;
  private final Exposition exposition;

  private PrometheusObservability(
      RecordingGate gate,
      PrometheusMeter meter,
      JvmMetrics jvm,
      DropwizardRegistries dropwizard,
      Exposition exposition) {
    this.gate = gate;
    this.meter = meter;
    this.jvm = jvm;
    this.dropwizard = dropwizard;
    this.exposition = exposition;
  }

  static PrometheusObservability start() {
    RecordingGate gate = new RecordingGate();
    ScrapeFaults faults = new ScrapeFaults();
    Metrics metrics = new Metrics(faults);
    PrometheusMeter meter = new PrometheusMeter(metrics, gate, faults);
    JvmMetrics jvm = JvmMetrics.addTo(metrics);
    DropwizardRegistries dropwizard = new DropwizardRegistries(metrics, faults);
    SelfMetrics self = SelfMetrics.register(meter, gate, faults);
    return new PrometheusObservability(
        gate, meter, jvm, dropwizard, new PrometheusExposition(metrics, self));
  }

  @Override
  public Meter meter() {
    return meter;
  }

  @Override
  public <T> Optional<T> capability(Class<T> type) {
    if (type == Exposition.class) {
      return Optional.of(type.cast(exposition));
    }
    if (type == DropwizardBridge.class) {
      return Optional.of(type.cast(dropwizard));
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    gate.close();
    meter.close();
    jvm.close();
  }
}
