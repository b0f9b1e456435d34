package io.vdb.server.api;

import io.vdb.core.model.CollectionConfig;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What clients may ask of a collection. Each bound is absent where there is none. Immutable.
 *
 * <p>The names are those of Qdrant's API, and those under which settings are kept.
 */
public final class StrictMode {

  /** Whether any of it holds. */
  public static final String ENABLED = "enabled";

  /** Most results. */
  public static final String MAX_QUERY_LIMIT = "max_query_limit";

  /** Longest timeout, in seconds. */
  public static final String MAX_TIMEOUT = "max_timeout";

  /** Whether reads may filter by fields without an index. */
  public static final String UNINDEXED_RETRIEVE = "unindexed_filtering_retrieve";

  /** Whether writes may. */
  public static final String UNINDEXED_UPDATE = "unindexed_filtering_update";

  /** Most candidates of a walk over a graph. */
  public static final String MAX_HNSW_EF = "search_max_hnsw_ef";

  /** Whether searches may be exact. */
  public static final String ALLOW_EXACT = "search_allow_exact";

  /** Most candidates for each result. */
  public static final String MAX_OVERSAMPLING = "search_max_oversampling";

  /** Most points of a write. */
  public static final String MAX_UPSERT = "upsert_max_batchsize";

  /** Most searches of a batch. */
  public static final String MAX_SEARCHES = "search_max_batchsize";

  /** Bytes of vectors from which on nothing is added. */
  public static final String MAX_VECTOR_BYTES = "max_collection_vector_size_bytes";

  /** Reads in a minute. */
  public static final String READ_RATE_LIMIT = "read_rate_limit";

  /** Writes in a minute. */
  public static final String WRITE_RATE_LIMIT = "write_rate_limit";

  /** Bytes of payloads from which on nothing is added. */
  public static final String MAX_PAYLOAD_BYTES = "max_collection_payload_size_bytes";

  /** Points from which on nothing is added. */
  public static final String MAX_POINTS_COUNT = "max_points_count";

  /** Most conditions of a filter. */
  public static final String MAX_CONDITIONS = "filter_max_conditions";

  /** Most values of a condition. */
  public static final String MAX_CONDITION_SIZE = "condition_max_size";

  /** Bounds for multivectors, by name. */
  public static final String MULTIVECTORS = "multivector_config";

  /** Bounds for sparse vectors, by name. */
  public static final String SPARSE = "sparse_config";

  /** Most payload indexes. */
  public static final String MAX_INDEXES = "max_payload_index_count";

  /** Share of the memory from which on nothing is added. */
  public static final String MAX_MEMORY_PERCENT = "max_resident_memory_percent";

  private static final String MAX_VECTORS = "max_vectors";
  private static final String MAX_LENGTH = "max_length";

  private final Map<?, ?> given;
  private final Map<String, Long> multivectors;
  private final Map<String, Long> sparse;

  private StrictMode(Map<?, ?> given) {
    this.given = given;
    this.multivectors = bounds(MULTIVECTORS);
    this.sparse = bounds(SPARSE);
  }

  /** Returns what holds for a collection of these settings; nothing when strict mode is off. */
  static @Nullable StrictMode of(CollectionConfig config) {
    return config.stored().asMapOnce().get(StoredSettings.STRICT_MODE) instanceof Map<?, ?> given
            && Boolean.TRUE.equals(given.get(ENABLED))
        ? new StrictMode(given)
        : null;
  }

  /** Returns the name of the bound of a vector in a group. */
  public static String boundOf(String group) {
    return group.equals(SPARSE) ? MAX_LENGTH : MAX_VECTORS;
  }

  private Map<String, Long> bounds(String group) {
    Map<String, Long> bounds = new TreeMap<>();
    if (given.get(group) instanceof Map<?, ?> all) {
      all.forEach(
          (name, one) -> {
            if (one instanceof Map<?, ?> settings
                && settings.get(boundOf(group)) instanceof Number bound) {
              bounds.put(String.valueOf(name), bound.longValue());
            }
          });
    }
    return bounds;
  }

  /** Returns a bound; nothing when there is none. */
  @Nullable Long bound(String name) {
    return given.get(name) instanceof Number number ? number.longValue() : null;
  }

  /** Tells whether something is forbidden, and not just unsaid. */
  boolean forbids(String name) {
    return Boolean.FALSE.equals(given.get(name));
  }

  /** Returns the most rows of multivectors, by name. */
  Map<String, Long> multivectors() {
    return multivectors;
  }

  /** Returns the most components of sparse vectors, by name. */
  Map<String, Long> sparse() {
    return sparse;
  }

  /** Refuses a number beyond a bound. */
  void check(long value, String bound, String what) {
    Long most = bound(bound);
    if (most != null && value > most) {
      throw refused(
          "Limit exceeded " + value + " > " + most + " for \"" + what + "\"",
          "Reduce the \"" + what + "\" parameter to or below " + most + ".");
    }
  }

  /** Refuses more candidates for each result than may be wanted. */
  void checkOversampling(double value) {
    if (given.get(MAX_OVERSAMPLING) instanceof Number most && value > most.doubleValue()) {
      String bound = shortest(most.doubleValue());
      throw refused(
          "Limit exceeded " + shortest(value) + " > " + bound + " for \"oversampling\"",
          "Reduce the \"oversampling\" parameter to or below " + bound + ".");
    }
  }

  private static String shortest(double value) {
    return new BigDecimal(String.valueOf(value)).stripTrailingZeros().toPlainString();
  }

  /** Refuses an exact search where none is allowed. */
  void checkExact(boolean exact) {
    if (exact && forbids(ALLOW_EXACT)) {
      throw refused("Exact search disabled!", "Set exact=false.");
    }
  }

  /** Returns a refusal that says what would help. */
  static ApiException refused(String what, String help) {
    return ApiException.badRequest(what + ". Help: " + help);
  }
}
