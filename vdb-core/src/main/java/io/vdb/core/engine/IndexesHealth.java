package io.vdb.core.engine;

import io.vdb.core.filter.PayloadSchema;
import io.vdb.core.health.ComponentHealth;
import io.vdb.core.health.HealthCheck;
import io.vdb.core.index.IndexStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Whether the indexes keep up with what is written. */
final class IndexesHealth implements HealthCheck {

  /**
   * Recent points are moved into the index after ten seconds at the latest; when they are older than
   * this, that does not happen.
   */
  private static final Duration OVERDUE = Duration.ofMinutes(5);

  private final Supplier<List<Collection>> collections;

  IndexesHealth(Supplier<List<Collection>> collections) {
    this.collections = collections;
  }

  @Override
  public String component() {
    return "indexes";
  }

  @Override
  public ComponentHealth check() {
    List<String> failed = new ArrayList<>();
    List<String> overdue = new ArrayList<>();
    List<String> damaged = new ArrayList<>();
    List<String> unchecked = new ArrayList<>();
    Map<String, Object> fields = new LinkedHashMap<>();
    long indexed = 0;
    long deleted = 0;
    long bytes = 0;
    int optimizing = 0;
    for (Collection collection : collections.get()) {
      IndexStats stats = collection.indexStats();
      indexed += stats.indexedVectors();
      deleted += stats.deletedVectors();
      bytes += stats.bytes();
      optimizing += stats.optimizing() ? 1 : 0;
      if (collection.isUnchecked()) {
        unchecked.add(collection.name());
      }
      if (collection.damage() != null) {
        damaged.add(collection.name());
      } else if (collection.indexFailed()) {
        failed.add(collection.name());
      } else if (collection.recentAgeNanos() > OVERDUE.toNanos()) {
        overdue.add(collection.name());
      }
      Map<String, Object> declared = declared(collection.schema().current());
      if (!declared.isEmpty() && fields.size() < HealthChecks.MOST_NAMED) {
        fields.put(collection.name(), declared);
      }
    }
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("indexed_vectors", indexed);
    details.put("deleted_vectors", deleted);
    details.put("bytes", bytes);
    details.put("optimizing", optimizing);
    details.put("payload_indexes", fields);
    if (!unchecked.isEmpty()) {
      details.put("unchecked", unchecked);
    }
    if (!damaged.isEmpty()) {
      return ComponentHealth.degraded(
          "what is stored of these collections is damaged, the log tells which file; restore or"
              + " delete them: " + HealthChecks.named(damaged),
          details);
    }
    if (!failed.isEmpty()) {
      return ComponentHealth.degraded(
          "the indexes of these collections cannot be written, the log tells why; what was written"
              + " before is found, and it is tried every few seconds whether they can be written"
              + " again: " + HealthChecks.named(failed),
          details);
    }
    return overdue.isEmpty()
        ? ComponentHealth.healthy(details)
        : ComponentHealth.degraded(
            "points of these collections wait longer than " + OVERDUE.toMinutes()
                + " minutes to be indexed: " + HealthChecks.named(overdue),
            details);
  }

  private static Map<String, Object> declared(PayloadSchema schema) {
    Map<String, Object> types = new TreeMap<>();
    schema.fields().entrySet().stream()
        .limit(HealthChecks.MOST_NAMED)
        .forEach(
            field ->
                types.put(
                    field.getKey().toString(),
                    field.getValue().type().name().toLowerCase(Locale.ROOT)));
    return types;
  }
}
