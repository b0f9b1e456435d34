package io.vdb.core.engine;

import io.vdb.core.snapshot.SnapshotFolder;
import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Histogram;
import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.Registration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What is recorded of snapshots, as events. Handles are bound once, here. */
final class SnapshotMetrics implements AutoCloseable {

  /** Kinds of work that take long. */
  enum Work {
    CREATE("create"),
    CREATE_FULL("create_full"),
    RESTORE("restore"),
    UPLOAD("upload");

    private final String label;

    Work(String label) {
      this.label = label;
    }
  }

  /** Handles of one kind of work. */
  private record Handles(Histogram successes, Histogram failures, AtomicInteger running) {}

  private final Map<Work, Handles> handles = new EnumMap<>(Work.class);
  private final Counter requests;
  private final List<Registration> gauges = new ArrayList<>();

  SnapshotMetrics(Meter meter, SnapshotFolder folder) {
    for (Work work : Work.values()) {
      AtomicInteger running = new AtomicInteger();
      handles.put(
          work,
          new Handles(
              meter.histogram(EngineMetricCatalog.SNAPSHOT_DURATION, work.label, "success"),
              meter.histogram(EngineMetricCatalog.SNAPSHOT_DURATION, work.label, "error"),
              running));
      gauges.add(
          meter.gauge(EngineMetricCatalog.SNAPSHOTS_RUNNING, running::get, work.label));
    }
    requests = meter.counter(EngineMetricCatalog.FEATURE_REQUESTS, "snapshot");
    gauges.add(
        meter.gauge(EngineMetricCatalog.SNAPSHOT_BYTES, () -> (double) folder.bytes()));
    gauges.add(
        meter.gauge(
            EngineMetricCatalog.STORAGE_BYTES,
            () -> (double) folder.bytes(),
            "snapshot",
            "hot"));
    gauges.add(
        meter.gauge(EngineMetricCatalog.SNAPSHOT_LAST_SUCCESS, () -> seconds(folder.newest())));
  }

  private static double seconds(@Nullable Instant time) {
    return time == null ? Double.NaN : (double) time.toEpochMilli() / 1_000;
  }

  private Handles of(Work work) {
    Handles found = handles.get(work);
    if (found == null) {
      throw new IllegalStateException("nothing is bound for " + work);
    }
    return found;
  }

  /** Work begins. */
  void began(Work work) {
    requests.increment();
    var _ = of(work).running().incrementAndGet();
  }

  /** Work has ended. */
  void ended(Work work, long nanos, boolean success) {
    Handles found = of(work);
    var _ = found.running().decrementAndGet();
    (success ? found.successes() : found.failures()).recordNanos(nanos);
  }

  @Override
  public void close() {
    gauges.forEach(Registration::close);
  }
}
