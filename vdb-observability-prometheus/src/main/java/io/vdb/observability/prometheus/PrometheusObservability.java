package io.vdb.observability.prometheus;

import io.vdb.observability.spi.Exposition;
import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.SelfObserving;
import java.util.Optional;

/** One backend: a registry, what feeds it, and what shows it. */
final class PrometheusObservability implements Observability {

  private final RecordingGate gate;
  private final PrometheusMeter meter;
  private final Optional<JvmMetrics> jvm;
  private final DropwizardRegistries dropwizard;
  private final SelfMetrics self;
  private final Exposition exposition;

  private PrometheusObservability(
      RecordingGate gate,
      PrometheusMeter meter,
      Optional<JvmMetrics> jvm,
      DropwizardRegistries dropwizard,
      SelfMetrics self,
      Exposition exposition) {
    this.gate = gate;
    this.meter = meter;
    this.jvm = jvm;
    this.dropwizard = dropwizard;
    this.self = self;
    this.exposition = exposition;
  }

  static PrometheusObservability start(PrometheusSettings settings) {
    RecordingGate gate = new RecordingGate();
    ScrapeFaults faults = new ScrapeFaults();
    Metrics metrics = new Metrics(faults);
    Optional<TraceExemplars> exemplars =
        settings.exemplars() ? Optional.of(new TraceExemplars()) : Optional.empty();
    Optional<JvmMetrics> jvm =
        settings.hotspot() ? Optional.of(JvmMetrics.addTo(metrics)) : Optional.empty();
    SelfMetrics self = new SelfMetrics(gate, faults);
    return new PrometheusObservability(
        gate,
        new PrometheusMeter(metrics, gate, exemplars, faults),
        jvm,
        new DropwizardRegistries(metrics, faults),
        self,
        new PrometheusExposition(metrics, self));
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
    if (type == SelfObserving.class) {
      return Optional.of(type.cast(self));
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    gate.close();
    meter.close();
    jvm.ifPresent(JvmMetrics::close);
  }
}
