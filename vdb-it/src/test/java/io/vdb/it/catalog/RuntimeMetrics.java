package io.vdb.it.catalog;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Metrics of the process and of the Java runtime. They keep the names that dashboards know, so the
 * rules for our own do not hold for them.
 */
final class RuntimeMetrics {

  /**
   * One of them.
   *
   * @param name as exported
   * @param type as exported
   * @param labels names of its labels
   * @param meaning what it tells
   */
  record Metric(String name, String type, List<String> labels, String meaning) {}

  static final List<Metric> ALL =
      List.of(
          counter("process_cpu_seconds_total", "CPU time of the process, user and system."),
          gauge("process_start_time_seconds", "When the process started, as Unix time."),
          gauge("process_resident_memory_bytes", "Memory that is really held."),
          gauge("process_virtual_memory_bytes", "Address space, mapped index files included."),
          gauge("process_open_fds", "File descriptors that are open."),
          gauge("process_max_fds", "File descriptors that may be open."),
          gauge("jvm_info", "Which Java runs; always 1.", "runtime", "vendor", "version"),
          gauge("jvm_memory_bytes_used", "Memory in use.", "area"),
          gauge("jvm_memory_bytes_committed", "Memory taken from the system.", "area"),
          gauge("jvm_memory_bytes_max", "Memory that may be taken; -1: no bound.", "area"),
          gauge("jvm_memory_bytes_init", "Memory at the start.", "area"),
          gauge("jvm_memory_pool_bytes_used", "Memory of a pool in use.", "pool"),
          gauge("jvm_memory_pool_bytes_committed", "Memory that a pool holds.", "pool"),
          gauge("jvm_memory_pool_bytes_max", "Memory that a pool may hold; -1: no bound.", "pool"),
          gauge("jvm_memory_pool_bytes_init", "Memory of a pool at the start.", "pool"),
          gauge(
              "jvm_memory_pool_collection_used_bytes",
              "Memory of a pool in use after its last garbage collection.",
              "pool"),
          gauge(
              "jvm_memory_pool_collection_committed_bytes",
              "Memory that a pool held after its last garbage collection.",
              "pool"),
          gauge(
              "jvm_memory_pool_collection_max_bytes",
              "Memory that a pool could hold after its last garbage collection.",
              "pool"),
          gauge(
              "jvm_memory_pool_collection_init_bytes",
              "Memory of a pool at the start, as of its last garbage collection.",
              "pool"),
          counter(
              "jvm_memory_pool_allocated_bytes_total",
              "Memory allocated in a pool, as of its last garbage collection.",
              "pool"),
          gauge(
              "jvm_memory_objects_pending_finalization", "Objects that wait for their finalizer."),
          new Metric(
              "jvm_gc_collection_seconds",
              "summary",
              List.of("gc"),
              "Garbage collections (`_count`) and the time they took (`_sum`)."),
          gauge("jvm_buffer_pool_used_bytes", "Direct and mapped buffers in use.", "pool"),
          gauge("jvm_buffer_pool_capacity_bytes", "Size of direct and mapped buffers.", "pool"),
          gauge("jvm_buffer_pool_used_buffers", "Number of direct and mapped buffers.", "pool"),
          gauge("jvm_threads_current", "Threads."),
          gauge("jvm_threads_daemon", "Threads that do not keep the process alive."),
          gauge("jvm_threads_peak", "Most threads there were at once."),
          counter("jvm_threads_started_total", "Threads started."),
          gauge("jvm_threads_deadlocked", "Threads that wait for each other for ever."),
          gauge(
              "jvm_threads_deadlocked_monitor",
              "Threads that wait for each other's monitors for ever."),
          gauge("jvm_threads_state", "Threads by state.", "state"),
          gauge("jvm_classes_currently_loaded", "Classes that are loaded."),
          counter("jvm_classes_loaded_total", "Classes loaded since the start."),
          counter("jvm_classes_unloaded_total", "Classes unloaded since the start."));

  static final Map<String, Metric> BY_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Metric::name, Function.identity()));

  private RuntimeMetrics() {}

  private static Metric counter(String name, String meaning, String... labels) {
    return new Metric(name, "counter", List.of(labels), meaning);
  }

  private static Metric gauge(String name, String meaning, String... labels) {
    return new Metric(name, "gauge", List.of(labels), meaning);
  }
}
