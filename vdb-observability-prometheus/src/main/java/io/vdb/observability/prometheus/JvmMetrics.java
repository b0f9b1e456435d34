package io.vdb.observability.prometheus;

import io.prometheus.client.hotspot.BufferPoolsExports;
import io.prometheus.client.hotspot.ClassLoadingExports;
import io.prometheus.client.hotspot.GarbageCollectorExports;
import io.prometheus.client.hotspot.MemoryPoolsExports;
import io.prometheus.client.hotspot.StandardExports;
import io.prometheus.client.hotspot.ThreadExports;
import io.prometheus.client.hotspot.VersionInfoExports;

/** The standard {@code process_} and {@code jvm_} metrics. */
final class JvmMetrics implements AutoCloseable {

  private final PoolAllocations allocations;

  private JvmMetrics(PoolAllocations allocations) {
    this.allocations = allocations;
  }

  /**
   * Adds them one by one: the library's way to add all of them at once uses its global registry,
   * and its count of allocations leaves a listener behind in the JVM, so that one is ours.
   */
  static JvmMetrics addTo(Metrics metrics) {
    metrics.add("process metrics", new StandardExports());
    metrics.add("memory pool metrics", new MemoryPoolsExports());
    metrics.add("buffer pool metrics", new BufferPoolsExports());
    metrics.add("garbage collector metrics", new GarbageCollectorExports());
    metrics.add("thread metrics", new ThreadExports());
    metrics.add("class loading metrics", new ClassLoadingExports());
    metrics.add("JVM version metrics", new VersionInfoExports());
    PoolAllocations allocations = PoolAllocations.start();
    metrics.add("allocation metrics", allocations);
    return new JvmMetrics(allocations);
  }

  @Override
  public void close() {
    allocations.close();
  }
}
