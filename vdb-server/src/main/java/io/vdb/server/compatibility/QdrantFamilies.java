package io.vdb.server.compatibility;

import io.vdb.core.engine.Snapshots;
import io.vdb.core.model.CollectionInfo;
import io.vdb.core.model.CollectionStatus;
import io.vdb.server.api.ProcessMemory;
import io.vdb.server.api.ServiceOperations;
import io.vdb.server.api.ServiceOperations.NamedInfo;
import io.vdb.server.request.ResponseTimes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Qdrant's families of metrics, from what the server knows at a scrape. Safe for concurrent use. */
public final class QdrantFamilies {

  private static final double MICROS_PER_SECOND = 1e6;
  private static final int OK = 200;
  private static final double[] EDGES = {0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5, 10, 50};
  private static final String ROUTES = "/collections/{collection_name}/points";
  private static final String INDEX_ROUTE = "/collections/{collection_name}/index";
  private static final String METHODS = "/qdrant.Points/";

  /** Routes and methods of points that Qdrant does not count here. */
  private static final Set<String> UNCOUNTED =
      Set.of(
          "/collections/{collection_name}/points/{id}",
          "/qdrant.Points/CreateFieldIndex",
          "/qdrant.Points/CreateVectorName",
          "/qdrant.Points/DeleteFieldIndex",
          "/qdrant.Points/DeleteVectorName",
          "/qdrant.Points/DeleteVectors",
          "/qdrant.Points/SearchMatrixOffsets",
          "/qdrant.Points/SearchMatrixPairs");

  private final ServiceOperations service;

  /** Families of the server that this tells of. */
  public QdrantFamilies(ServiceOperations service) {
    this.service = service;
  }

  /** Returns the upper edges of the buckets of times. */
  public static long[] edgesMicros() {
    long[] micros = new long[EDGES.length];
    for (int i = 0; i < micros.length; i++) {
      micros[i] = Math.round(EDGES[i] * MICROS_PER_SECOND);
    }
    return micros;
  }

  /**
   * Returns the families as text.
   *
   * @param wanted names of series; all when empty
   * @param taken families that the text before has already
   * @param byCollection whether answers are told by collection
   */
  public String text(Set<String> wanted, Set<String> taken, boolean byCollection) {
    FamilyText out = new FamilyText(wanted, taken);
    app(out);
    collections(out);
    out.family("cluster_enabled", "gauge", "Whether this is a cluster.").value(0);
    responses(out, "rest", byCollection);
    responses(out, "grpc", byCollection);
    process(out);
    return out.toString();
  }

  private void app(FamilyText out) {
    out.family("app_info", "gauge", "information about qdrant server")
        .value(1, "name", service.appName(), "version", service.appVersion());
    out.family("app_status_recovery_mode", "gauge", "Whether collections are not served.")
        .value(0);
  }

  private void collections(FamilyText out) {
    List<NamedInfo> all = service.collections();
    out.family("collections_total", "gauge", "Collections.").value(all.size());
    vectors(out, all);
    int replicas = all.isEmpty() ? 0 : 1;
    out.family("collection_active_replicas_min", "gauge", "Fewest active replicas of a shard.")
        .value(replicas);
    out.family("collection_active_replicas_max", "gauge", "Most active replicas of a shard.")
        .value(replicas);
    byId(out, all, "collection_running_optimizations", "Whether the index is being worked on.",
        info -> info.status() == CollectionStatus.YELLOW ? 1.0 : 0.0);
    byId(out, all, "collection_points", "Points.", info -> (double) info.points());
    out.family("collection_dead_replicas", "gauge", "Replicas that are not active.").value(0);
    out.family("collection_update_queue_length", "gauge", "Writes that wait.");
    for (NamedInfo one : all) {
      out.value(one.waitingWrites(), "id", one.name());
    }
    snapshots(out, all);
  }

  private void vectors(FamilyText out, List<NamedInfo> all) {
    Map<String, SortedMap<String, Long>> vectors = new LinkedHashMap<>();
    all.forEach(one -> vectors.put(one.name(), service.vectors(one.name())));
    out.family("collections_vector_total", "gauge", "Vectors of all collections.")
        .value(
            vectors.values().stream()
                .flatMap(counts -> counts.values().stream())
                .mapToLong(Long::longValue)
                .sum());
    out.family("collection_vectors", "gauge", "Vectors, by their name.");
    vectors.forEach(
        (name, counts) ->
            counts.forEach(
                (vector, count) ->
                    out.value(count, "collection", name, "vector", vector)));
    out.family(
        "collection_indexed_only_excluded_points",
        "gauge",
        "Vectors that are not in a graph yet.");
    for (NamedInfo one : all) {
      Map<String, Long> counts = vectors.getOrDefault(one.name(), new TreeMap<>());
      unindexed(one.info(), counts)
          .forEach((vector, count) -> out.value(count, "id", one.name(), "vector", vector));
    }
  }

  /**
   * Returns how many vectors of each name no graph holds. Graphs are built for all names of a segment
   * at once, so that of each name the same share waits; sparse vectors need none.
   */
  private static SortedMap<String, Long> unindexed(
      CollectionInfo info, Map<String, Long> counts) {
    Set<String> dense = info.config().vectors().keySet();
    long all = dense.stream().mapToLong(name -> counts.getOrDefault(name, 0L)).sum();
    double share =
        all == 0 ? 0 : (double) Math.max(0, all - info.indexedVectors()) / (double) all;
    SortedMap<String, Long> waiting = new TreeMap<>();
    counts.forEach(
        (name, count) ->
            waiting.put(name, dense.contains(name) ? Math.round(share * (double) count) : 0));
    return waiting;
  }

  private void snapshots(FamilyText out, List<NamedInfo> all) {
    Map<String, Snapshots.Activity> activity = service.snapshots();
    out.family("snapshot_creation_running", "gauge", "Snapshots that are being made.");
    snapshots(out, all, activity, Snapshots.Activity::creating);
    out.family("snapshot_recovery_running", "gauge", "Snapshots that are being restored.");
    snapshots(out, all, activity, Snapshots.Activity::restoring);
    out.family("snapshot_created_total", "counter", "Snapshots that were made.");
    snapshots(out, all, activity, Snapshots.Activity::created);
  }

  private static void snapshots(
      FamilyText out,
      List<NamedInfo> all,
      Map<String, Snapshots.Activity> activity,
      ToLongFunction<Snapshots.Activity> figure) {
    for (NamedInfo one : all) {
      long value =
          figure.applyAsLong(activity.getOrDefault(one.name(), Snapshots.Activity.NONE));
      out.value(value, "id", one.name());
    }
  }

  private static void byId(
      FamilyText out,
      List<NamedInfo> all,
      String name,
      String help,
      ToDoubleFunction<CollectionInfo> value) {
    out.family(name, "gauge", help);
    for (NamedInfo one : all) {
      out.value(value.applyAsDouble(one.info()), "id", one.name());
    }
  }

  /** An endpoint with one status, and in per-collection mode one collection. */
  private record Answers(String[] labels, boolean timed, ResponseTimes.Summary times) {}

  private void responses(FamilyText out, String protocol, boolean byCollection) {
    boolean rest = protocol.equals("rest");
    List<Answers> all = new ArrayList<>();
    if (byCollection) {
      service
          .byCollection(rest)
          .forEach((collection, summary) -> add(all, rest, summary, collection));
    } else {
      add(all, rest, (rest ? service.rest() : service.grpc()).summary(), "");
    }
    String prefix = protocol + "_responses_";
    out.family(prefix + "total", "counter", "Answers.");
    all.forEach(one -> out.value(one.times().count(), one.labels()));
    times(
        out,
        all,
        prefix + "avg_duration_seconds",
        "Mean time.",
        ResponseTimes.Summary::meanMicros);
    times(out, all, prefix + "min_duration_seconds", "Shortest time.", t -> (double) t.minMicros());
    times(out, all, prefix + "max_duration_seconds", "Longest time.", t -> (double) t.maxMicros());
    out.family(prefix + "duration_seconds", "histogram", "Times of answers.");
    all.stream()
        .filter(Answers::timed)
        .forEach(one -> out.histogram(one.times(), EDGES, one.labels()));
  }

  private static void times(
      FamilyText out,
      List<Answers> all,
      String name,
      String help,
      ToDoubleFunction<ResponseTimes.Summary> micros) {
    out.family(name, "gauge", help);
    all.stream()
        .filter(Answers::timed)
        .forEach(
            one ->
                out.value(
                    micros.applyAsDouble(one.times()) / MICROS_PER_SECOND, one.labels()));
  }

  private static void add(
      List<Answers> all,
      boolean rest,
      SortedMap<String, SortedMap<Integer, ResponseTimes.Summary>> summary,
      String collection) {
    for (Map.Entry<String, SortedMap<Integer, ResponseTimes.Summary>> one : summary.entrySet()) {
      int blank = one.getKey().indexOf(' ');
      String endpoint = one.getKey().substring(blank + 1);
      if (isCounted(endpoint)) {
        String method = rest ? one.getKey().substring(0, blank) : "";
        one.getValue()
            .forEach(
                (status, times) ->
                    all.add(
                        new Answers(
                            labels(method, endpoint, status, collection),
                            !rest || status == OK,
                            times)));
      }
    }
  }

  private static boolean isCounted(String endpoint) {
    boolean ofPoints =
        endpoint.startsWith(ROUTES)
            || endpoint.equals(INDEX_ROUTE)
            || endpoint.startsWith(METHODS);
    return ofPoints && !UNCOUNTED.contains(endpoint);
  }

  private static String[] labels(String method, String endpoint, int status, String collection) {
    List<String> labels = new ArrayList<>();
    if (!method.isEmpty()) {
      labels.addAll(List.of("method", method));
    }
    labels.addAll(List.of("endpoint", endpoint, "status", Integer.toString(status)));
    if (!collection.isEmpty()) {
      labels.addAll(List.of("collection", collection));
    }
    return labels.toArray(String[]::new);
  }

  private static void process(FamilyText out) {
    ProcessMemory memory = ProcessMemory.now();
    out.family("memory_active_bytes", "gauge", "Memory that the JVM has taken from the system.")
        .value(memory.active());
    out.family("memory_allocated_bytes", "gauge", "Memory that is in use.")
        .value(memory.allocated());
    out.family("memory_resident_bytes", "gauge", "Physical memory of the process.")
        .value(memory.resident());
    ProcessFigures figures = ProcessFigures.now();
    write(out, "process_threads", "gauge", "Threads.", figures.threads());
    write(out, "process_open_mmaps", "gauge", "Mapped ranges of memory.", figures.mappings());
    write(
        out, "system_max_mmaps", "gauge", "Ranges that may be mapped.", figures.maxMappings());
    write(out, "process_open_fds", "gauge", "Open files.", figures.files());
    write(out, "process_max_fds", "gauge", "Files that may be open.", figures.maxFiles());
    write(
        out,
        "process_minor_page_faults_total",
        "counter",
        "Page faults without reading from the disk.",
        figures.minorFaults());
    write(
        out,
        "process_major_page_faults_total",
        "counter",
        "Page faults that read from the disk.",
        figures.majorFaults());
  }

  /** Where the system does not tell a figure, its family is left out, as Qdrant does. */
  private static void write(FamilyText out, String name, String type, String help, long value) {
    if (value >= 0) {
      out.family(name, type, help).value(value);
    }
  }
}
