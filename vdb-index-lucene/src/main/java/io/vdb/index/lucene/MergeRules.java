package io.vdb.index.lucene;

import io.vdb.core.index.IndexSpec;
import io.vdb.core.model.VectorConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Decides which segments of the vector index are merged. Pure: knows numbers only. A segment holds
 * points with all their vectors, and has graphs for all of them or for none; what is said of vectors
 * here counts each point once.
 *
 * <p>Segments without a graph are cheap to write and dear to search; putting them into a graph costs
 * far more than anything else that an index does, and joining two graphs costs as much as inserting
 * the smaller one anew. So under load plain segments wait until they are many compared with the
 * graph that will take them in, and when it is quiet everything becomes one graph.
 */
final class MergeRules {

  /** Beyond so many vectors even small ones get a graph. */
  private static final int MAX_FLAT = 5_000;

  /** Under load, a first graph is built from so many vectors, or from so many bytes of them. */
  private static final int MIN_BUILD = 20_000;

  private static final long MIN_BUILD_BYTES = 64L << 20;

  /** Under load, so many vectors never wait for a graph. */
  private static final int MAX_BUILD = 100_000;

  /** A graph is built in memory, so segments end somewhere. */
  private static final int MAX_SEGMENT = 2_000_000;

  /** One of these parts of the heap may be a graph that is being built. */
  private static final int HEAP_PARTS = 4;

  /** What a node of a graph takes while it is built, measured: objects, and each of its links. */
  private static final long NODE_BYTES = 190;

  private static final long LINK_BYTES = 8;

  private static final long MAX_SEGMENT_BYTES = 4L << 30;

  /** When it is quiet, so many vectors may stay beside a graph, or a hundredth of it. */
  private static final int MAX_TAIL = 500;

  private static final int MANY_FLAT = 8;
  private static final int MANY_GRAPHS = 6;

  private final int flatLimit;
  private final int minBuild;
  private final int maxSegment;

  /**
   * A segment.
   *
   * @param key what the caller knows it by
   * @param live vectors that are not deleted
   * @param deleted vectors that are
   * @param graph whether it has a graph
   * @param stale whether it has vectors that there are no more
   */
  record Segment<T>(T key, int live, int deleted, boolean graph, boolean stale) {

    Segment(T key, int live, int deleted, boolean graph) {
      this(key, live, deleted, graph, false);
    }

    private boolean isDeleted(double share) {
      return deleted > 0 && deleted >= share * ((double) live + deleted);
    }
  }

  /**
   * Rules for an index.
   *
   * @param heapBytes what the heap may grow to: a graph for which it has no room would end the process
   */
  MergeRules(IndexSpec spec, long heapBytes) {
    long pointBytes = 0;
    long nodeBytes = NODE_BYTES;
    long flat = MAX_FLAT;
    for (Map.Entry<String, VectorConfig> vector : spec.vectors().entrySet()) {
      if (!vector.getValue().multi()) { // which has no graph
        flat = Math.min(flat, flatLimit(spec, vector.getKey()));
        int m = spec.hnsw(vector.getKey()).m();
        nodeBytes = Math.max(nodeBytes, NODE_BYTES + 2L * m * LINK_BYTES);
      }
      pointBytes += bytes(vector.getValue());
    }
    long vectorBytes = Math.max(1, pointBytes);
    flatLimit = (int) flat;
    minBuild =
        (int) Math.max(flatLimit + 1L, Math.min(MIN_BUILD, MIN_BUILD_BYTES / vectorBytes));
    long fitting = Math.min(MAX_SEGMENT_BYTES / vectorBytes, heapBytes / HEAP_PARTS / nodeBytes);
    maxSegment = (int) Math.max(flatLimit + 1L, Math.min(MAX_SEGMENT, fitting));
  }

  private static long bytes(VectorConfig vector) {
    return (long) vector.dataType().bytes() * vector.size();
  }

  /** Returns how many vectors of a name, which there is, are rather all compared. */
  static int flatLimit(IndexSpec spec, String vector) {
    long threshold = spec.hnsw(vector).fullScanThreshold() * 1024L;
    return (int) Math.min(MAX_FLAT, threshold / bytes(spec.vector(vector)));
  }

  /** Returns the largest number of vectors in a segment without a graph, once merged. */
  int flatLimit() {
    return flatLimit;
  }

  /**
   * Returns the segments to be merged into one, none when nothing is to be done now.
   *
   * @param segments those that are not being merged
   * @param building whether a merge that builds a graph is running; a second one would only make both
   *     slow
   * @param quiet whether no writes come
   */
  <T> List<Segment<T>> next(List<Segment<T>> segments, boolean building, boolean quiet) {
    List<Segment<T>> flats = sorted(segments, false);
    List<Segment<T>> graphs = sorted(segments, true);
    if (!building) {
      List<Segment<T>> group = quiet ? whenQuiet(flats, graphs) : underLoad(flats, graphs);
      if (!group.isEmpty()) {
        return group;
      }
    }
    return tidied(flats, quiet);
  }

  private static <T> List<Segment<T>> sorted(List<Segment<T>> segments, boolean graph) {
    return segments.stream()
        .filter(segment -> segment.graph() == graph)
        .sorted(Comparator.comparingInt(Segment::live))
        .toList();
  }

  private static long live(List<? extends Segment<?>> segments) {
    return segments.stream().mapToLong(Segment::live).sum();
  }

  private static int largest(List<? extends Segment<?>> ascending) {
    return ascending.isEmpty() ? 0 : ascending.getLast().live();
  }

  private <T> List<Segment<T>> underLoad(List<Segment<T>> flats, List<Segment<T>> graphs) {
    long waiting = live(flats);
    long worthwhile = Math.clamp(largest(graphs) / 2, minBuild, Math.max(minBuild, MAX_BUILD));
    if (waiting >= worthwhile) {
      List<Segment<T>> all = new ArrayList<>(flats);
      graphs.stream().filter(graph -> graph.live() <= 2 * waiting).forEach(all::add);
      return built(all);
    }
    for (Segment<T> graph : graphs) {
      if (graph.isDeleted(0.3)) {
        return with(graph, flats);
      }
    }
    List<Segment<T>> growing = growing(graphs);
    return growing.size() >= MANY_GRAPHS ? built(growing) : List.of();
  }

  private <T> List<Segment<T>> whenQuiet(List<Segment<T>> flats, List<Segment<T>> graphs) {
    for (Segment<T> graph : graphs) {
      if (graph.isDeleted(0.1) || graph.stale()) {
        return with(graph, flats);
      }
    }
    List<Segment<T>> growing = growing(graphs);
    int tail = Math.min(flatLimit, Math.max(MAX_TAIL, largest(graphs) / 100));
    boolean tooManyFlat = live(flats) > (graphs.isEmpty() ? flatLimit : tail);
    if (growing.size() < 2 && !tooManyFlat) {
      return List.of();
    }
    List<Segment<T>> all = new ArrayList<>(flats);
    all.addAll(growing);
    return built(all);
  }

  /** Returns the graphs that may still take others in. */
  private <T> List<Segment<T>> growing(List<Segment<T>> graphs) {
    return graphs.stream().filter(graph -> graph.live() <= maxSegment / 2).toList();
  }

  private <T> List<Segment<T>> with(Segment<T> graph, List<Segment<T>> flats) {
    List<Segment<T>> all = new ArrayList<>();
    all.add(graph);
    long live = graph.live();
    for (Segment<T> flat : flats) {
      live += flat.live();
      if (live > maxSegment) {
        break;
      }
      all.add(flat);
    }
    return all;
  }

  /**
   * Returns as many as fit into one segment, smallest first; none when merging them would leave
   * things as they are.
   */
  private <T> List<Segment<T>> built(List<Segment<T>> segments) {
    List<Segment<T>> ascending =
        segments.stream().sorted(Comparator.comparingInt(Segment::live)).toList();
    List<Segment<T>> group = new ArrayList<>();
    long live = 0;
    for (Segment<T> segment : ascending) {
      live += segment.live();
      if (live > maxSegment) {
        break;
      }
      group.add(segment);
    }
    if (group.size() > 1) {
      return group;
    }
    return ascending.stream()
        .filter(segment -> !segment.graph() && segment.live() > flatLimit)
        .limit(1)
        .toList();
  }

  /** Joins plain segments into one that stays plain. */
  private <T> List<Segment<T>> tidied(List<Segment<T>> flats, boolean quiet) {
    List<Segment<T>> group = new ArrayList<>();
    long live = 0;
    for (Segment<T> flat : flats) {
      live += flat.live();
      if (live > flatLimit) {
        break;
      }
      group.add(flat);
    }
    if (group.size() >= (quiet ? 2 : MANY_FLAT)) {
      return group;
    }
    for (Segment<T> flat : flats) {
      if (flat.live() <= flatLimit
          && (flat.isDeleted(quiet ? 0.1 : 0.5) || (quiet && flat.stale()))) {
        return List.of(flat);
      }
    }
    return List.of();
  }
}
