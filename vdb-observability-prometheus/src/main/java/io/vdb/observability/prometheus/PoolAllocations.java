package io.vdb.observability.prometheus;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.GcInfo;
import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what was allocated in each memory pool, by how much fuller each garbage collection found
 * and left it. It lags behind by the time since the last collection.
 */
final class PoolAllocations extends Collector
    implements Collector.Describable, NotificationListener, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PoolAllocations.class);

  private final ConcurrentMap<String, Long> totals = new ConcurrentHashMap<>();
  private final Object lock = new Object();

  /** Bytes in use after the last collection, by pool. Guarded by {@link #lock}. */
  private final Map<String, Long> used = new HashMap<>();

  private PoolAllocations() {}

  /** Listens from now on, until closed. */
  static PoolAllocations start() {
    PoolAllocations allocations = new PoolAllocations();
    for (NotificationEmitter emitter : collectors()) {
      emitter.addNotificationListener(allocations, null, null);
    }
    return allocations;
  }

  @Override
  public void handleNotification(Notification notification, @Nullable Object handback) {
    if (GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION.equals(
            notification.getType())
        && notification.getUserData() instanceof CompositeData data) {
      collected(GarbageCollectionNotificationInfo.from(data).getGcInfo());
    }
  }

  @Override
  public List<MetricFamilySamples> collect() {
    CounterMetricFamily family = family();
    totals.forEach((pool, bytes) -> family.addMetric(List.of(pool), bytes));
    return List.of(family);
  }

  @Override
  public List<MetricFamilySamples> describe() {
    return List.of(family());
  }

  @Override
  public void close() {
    for (NotificationEmitter emitter : collectors()) {
      try {
        emitter.removeNotificationListener(this);
      } catch (ListenerNotFoundException e) {
        log.debug("was not listening to {}", emitter, e);
      }
    }
  }

  private static List<NotificationEmitter> collectors() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .filter(NotificationEmitter.class::isInstance)
        .map(NotificationEmitter.class::cast)
        .toList();
  }

  private static CounterMetricFamily family() {
    return new CounterMetricFamily(
        "jvm_memory_pool_allocated_bytes",
        "Bytes allocated in a memory pool of the JVM, as of its last garbage collection.",
        List.of("pool"));
  }

  private void collected(GcInfo gc) {
    Map<String, MemoryUsage> before = gc.getMemoryUsageBeforeGc();
    Map<String, MemoryUsage> after = gc.getMemoryUsageAfterGc();
    synchronized (lock) {
      after.forEach(
          (pool, usage) -> {
            long end = usage.getUsed();
            long start = before.containsKey(pool) ? before.get(pool).getUsed() : end;
            long last = used.getOrDefault(pool, 0L);
            used.put(pool, end);
            // What was allocated by the program, and what the collector moved in.
            long grown = Math.max(0, start - last) + Math.max(0, end - start);
            totals.merge(pool, grown, Long::sum);
          });
    }
  }
}
