package io.vdb.core.engine;

import io.vdb.core.health.ComponentHealth;
import io.vdb.core.health.HealthCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Whether the operation logs of all collections take what is written. */
final class LogHealth implements HealthCheck {

  private final Supplier<List<Collection>> collections;

  LogHealth(Supplier<List<Collection>> collections) {
    this.collections = collections;
  }

  @Override
  public String component() {
    return "log";
  }

  @Override
  public ComponentHealth check() {
    List<String> failed = new ArrayList<>();
    long bytes = 0;
    long waiting = 0;
    long waitingBytes = 0;
    for (Collection collection : collections.get()) {
      bytes += collection.logBytes();
      waiting += collection.waitingWrites();
      waitingBytes += collection.waitingBytes();
      if (collection.refusesWrites() && !collection.indexFailed()) {
        failed.add(collection.name());
      }
    }
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("bytes", bytes);
    details.put("waiting_writes", waiting);
    details.put("waiting_bytes", waitingBytes);
    return failed.isEmpty()
        ? ComponentHealth.healthy(details)
        : ComponentHealth.degraded(
            "the logs of these collections take no more writes since one failed: repair the disk,"
                + " then restart: " + HealthChecks.named(failed),
            details);
  }
}
