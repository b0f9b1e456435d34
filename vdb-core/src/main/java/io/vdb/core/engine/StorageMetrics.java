package io.vdb.core.engine;

import io.vdb.observability.spi.Counter;
import io.vdb.observability.spi.Meter;
import java.util.EnumMap;
import java.util.Map;

/** What is recorded of faults of the disk, as events. Handles are bound once, here. */
final class StorageMetrics {

  private final Map<StoragePart, Map<StorageFault, Counter>> faults =
      new EnumMap<>(StoragePart.class);
  private final Counter resumed;
  private final Counter stillFailing;

  StorageMetrics(Meter meter) {
    for (StoragePart part : StoragePart.values()) {
      Map<StorageFault, Counter> ofPart = new EnumMap<>(StorageFault.class);
      for (StorageFault fault : StorageFault.values()) {
        ofPart.put(
            fault,
            meter.counter(EngineMetricCatalog.STORAGE_FAULTS, part.label(), fault.label()));
      }
      faults.put(part, ofPart);
    }
    resumed = meter.counter(EngineMetricCatalog.RESUME_ATTEMPTS, "success");
    stillFailing = meter.counter(EngineMetricCatalog.RESUME_ATTEMPTS, "error");
  }

  /** Something could not be written. */
  void failed(StoragePart part, StorageFault fault) {
    Map<StorageFault, Counter> ofPart = faults.get(part);
    Counter counter = ofPart == null ? null : ofPart.get(fault);
    if (counter != null) {
      counter.increment();
    }
  }

  /** It was tried whether writes can be taken again. */
  void tried(boolean success) {
    (success ? resumed : stillFailing).increment();
  }
}
