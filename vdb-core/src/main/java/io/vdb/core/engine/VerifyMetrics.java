package io.vdb.core.engine;

import io.vdb.core.verify.VerifyCheck;
import io.vdb.core.verify.VerifyReport;
import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Meter;
import java.util.EnumMap;
import java.util.Map;

/** What is recorded of checks of what is kept. Handles are bound once, here. */
final class VerifyMetrics {

  private final Map<VerifyCheck, Handles> handles = new EnumMap<>(VerifyCheck.class);

  /** Handles of one check. */
  private record Handles(Map<VerifyReport.Outcome, Counter> outcomes, Counter findings) {}

  VerifyMetrics(Meter meter) {
    for (VerifyCheck check : VerifyCheck.values()) {
      Map<VerifyReport.Outcome, Counter> outcomes = new EnumMap<>(VerifyReport.Outcome.class);
      for (VerifyReport.Outcome outcome : VerifyReport.Outcome.values()) {
        outcomes.put(
            outcome,
            meter.counter(EngineMetricCatalog.VERIFY_CHECKS, check.label(), outcome.label()));
      }
      handles.put(
          check,
          new Handles(
              outcomes, meter.counter(EngineMetricCatalog.VERIFY_FINDINGS, check.label())));
    }
  }

  /** A check has ended. */
  void ended(VerifyReport.Result result) {
    Handles found = handles.get(result.check());
    if (found != null) {
      Counter outcome = found.outcomes().get(result.outcome());
      if (outcome != null) {
        outcome.increment();
      }
      found.findings().add((double) result.found());
    }
  }
}
