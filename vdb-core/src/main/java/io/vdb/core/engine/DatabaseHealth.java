package io.vdb.core.engine;

import io.vdb.core.error.VdbException;
import io.vdb.core.health.ComponentHealth;
import io.vdb.core.health.HealthCheck;
import io.vdb.core.model.CollectionInfo;
import io.vdb.core.model.CollectionStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Whether every collection can be read and written. */
final class DatabaseHealth implements HealthCheck {

  private final Supplier<List<Collection>> collections;

  DatabaseHealth(Supplier<List<Collection>> collections) {
    this.collections = collections;
  }

  @Override
  public String component() {
    return "database";
  }

  @Override
  public ComponentHealth check() {
    Map<String, Object> shown = new LinkedHashMap<>();
    List<String> refusing = new ArrayList<>();
    long points = 0;
    long segments = 0;
    int count = 0;
    for (Collection collection : collections.get()) {
      try {
        CollectionInfo info = collection.info();
        count++;
        points += info.points();
        segments += info.segments();
        if (info.status() == CollectionStatus.RED) {
          refusing.add(collection.name());
        }
        if (shown.size() < HealthChecks.MOST_NAMED) {
          shown.put(
              collection.name(),
              Map.of(
                  "points", info.points(),
                  "segments", info.segments(),
                  "status", info.status().name().toLowerCase(Locale.ROOT)));
        }
      } catch (VdbException e) {
        if (!collection.isDeleted()) {
          throw e;
        }
      }
    }
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("total_collections", count);
    details.put("points", points);
    details.put("segments", segments);
    details.put("collections", shown);
    return refusing.isEmpty()
        ? ComponentHealth.healthy(details)
        : ComponentHealth.degraded(
            "these collections can be read but take no writes: " + HealthChecks.named(refusing),
            details);
  }
}
