package io.vdb.server.api;

import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.VectorConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parameters of graphs as a request gives them, each checked at once. For one thread. */
public final class HnswChange {

  private static final int MAX_LINKS = 256;
  private static final int MIN_EF_CONSTRUCT = 4;
  private static final int MAX_EF_CONSTRUCT = 3_200;
  private static final int MIN_FULL_SCAN_KIB = 10;

  private final Map<String, @Nullable Object> stored = new LinkedHashMap<>();
  private @Nullable Integer m;
  private @Nullable Integer efConstruct;
  private @Nullable Integer fullScanThreshold;

  /** Sets one of the numbers, by the name that the API has for it. */
  public void set(Place at, String name, int value) {
    switch (name) {
      case "m" -> m = value == 0 ? 0 : at.between(value, 2, MAX_LINKS);
      case "ef_construct" -> efConstruct = at.between(value, MIN_EF_CONSTRUCT, MAX_EF_CONSTRUCT);
      case "full_scan_threshold" -> fullScanThreshold = at.atLeast(value, MIN_FULL_SCAN_KIB);
      case "max_indexing_threads" -> stored.put(name, (long) value);
      default -> throw at.notSupported();
    }
  }

  /** Keeps where the graph is wanted. */
  public void onDisk(boolean value) {
    stored.put(StoredSettings.ON_DISK, value);
  }

  /** Returns what is kept without an effect. */
  Map<String, @Nullable Object> stored() {
    return stored;
  }

  /** Returns these parameters with those changed that were given. */
  HnswConfig on(HnswConfig before) {
    return new HnswConfig(
        m == null ? before.m() : m,
        efConstruct == null ? before.efConstruct() : efConstruct,
        fullScanThreshold == null ? before.fullScanThreshold() : fullScanThreshold);
  }

  /**
   * Returns a vector with parameters of its own, if any were given.
   *
   * @param common those of the collection, which it has while it has none
   */
  VectorConfig on(VectorConfig before, HnswConfig common) {
    boolean given = m != null || efConstruct != null || fullScanThreshold != null;
    HnswConfig own = before.hnsw();
    return given ? before.withHnsw(on(own == null ? common : own)) : before;
  }
}
