package io.vdb.core.engine;

import io.vdb.core.error.VdbException;
import io.vdb.core.health.ComponentHealth;
import io.vdb.core.health.HealthCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether the operation logs of all collections, and the system log, take what is written. */
final class LogHealth implements HealthCheck {

  private final Supplier<List<Collection>> collections;
  private final Supplier<@Nullable VdbException> systemRefusal;

  /**
   * A check of these logs.
   *
   * @param systemRefusal why the system log takes no changes, if so
   */
  LogHealth(
      Supplier<List<Collection>> collections, Supplier<@Nullable VdbException> systemRefusal) {
    this.collections = collections;
    this.systemRefusal = systemRefusal;
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
      if (collection.refusesWrites()
          && !collection.indexFailed()
          && collection.damage() == null) {
        failed.add(collection.name());
      }
    }
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("bytes", bytes);
    details.put("waiting_writes", waiting);
    details.put("waiting_bytes", waitingBytes);
    List<String> reasons = new ArrayList<>();
    VdbException refused = systemRefusal.get();
    if (refused != null) {
      reasons.add(String.valueOf(refused.getMessage()));
    }
    if (!failed.isEmpty()) {
      reasons.add(
          "the logs of these collections take no writes since one failed, and it is tried every few"
              + " seconds whether they can again: "
              + HealthChecks.named(failed));
    }
    return reasons.isEmpty()
        ? ComponentHealth.healthy(details)
        : ComponentHealth.degraded(String.join("; ", reasons), details);
  }
}
