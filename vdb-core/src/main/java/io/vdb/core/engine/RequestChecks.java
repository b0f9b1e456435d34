package io.vdb.core.engine;

import io.vdb.core.error.VdbException;
import io.vdb.core.filter.Condition;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.GeoArea;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointVector;
import io.vdb.core.model.Projection;
import io.vdb.core.model.Projection.VectorSelector;
import io.vdb.core.model.SearchRequest;
import io.vdb.core.model.VectorConfig;
import io.vdb.core.model.VectorValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Refuses requests that are wrong or ask for too much, before anything is done. */
final class RequestChecks {

  /** Filters are walked recursively, also on threads with small stacks. */
  private static final int MAX_FILTER_DEPTH = 200;

  /** How many times the memory for recent points one operation may fill with payload. */
  private static final long MAX_SET_FACTOR = 4;

  /** What nests deeper could be written but not read again. */
  private static final int MAX_PAYLOAD_DEPTH = 900;

  private final Supplier<CollectionConfig> settings;
  private final Limits limits;

  /**
   * Checks for a collection.
   *
   * @param settings of the collection now
   */
  RequestChecks(Supplier<CollectionConfig> settings, Limits limits) {
    this.settings = settings;
    this.limits = limits;
  }

  /** Returns the settings of now. */
  CollectionConfig config() {
    return settings.get();
  }

  /** Returns the points in stored form. */
  List<Point> points(List<Point> points) {
    atMost("points in one request", points.size(), limits.maxBatchPoints());
    List<Point> stored = new ArrayList<>(points.size());
    CollectionConfig config = config();
    for (Point point : points) {
      payload(point.payload());
      stored.add(new Point(point.id(), stored(point.vectors(), config), point.payload()));
    }
    return stored;
  }

  /** Returns the vectors in stored form. */
  List<PointVector> vectors(List<PointVector> vectors) {
    atMost("points in one request", vectors.size(), limits.maxBatchPoints());
    List<PointVector> stored = new ArrayList<>(vectors.size());
    CollectionConfig config = config();
    for (PointVector vector : vectors) {
      stored.add(new PointVector(vector.id(), stored(vector.vectors(), config)));
    }
    return stored;
  }

  /** Returns the vectors in stored form. */
  private static NamedVectors stored(NamedVectors vectors, CollectionConfig config) {
    if (vectors.isEmpty()) {
      return vectors;
    }
    if (vectors.isOnlyDefault()) {
      return NamedVectors.of(
          stored(config.requireVector(NamedVectors.DEFAULT), vectors.value(0)));
    }
    Map<String, VectorValue> stored = new TreeMap<>();
    for (int i = 0; i < vectors.size(); i++) {
      String name = vectors.name(i);
      stored.put(
          name,
          config.isSparse(name)
              ? Vectors.sparse(vectors.value(i))
              : stored(config.requireVector(name), vectors.value(i)));
    }
    return NamedVectors.of(stored);
  }

  private static VectorValue stored(VectorConfig config, VectorValue value) {
    if (value instanceof VectorValue.Multi rows && config.multi()) {
      return Vectors.stored(rows, config);
    }
    return switch (value) {
      case VectorValue.Dense _ when config.multi() -> throw Vectors.notOneRow();
      case VectorValue.Dense dense ->
          new VectorValue.Dense(
              Vectors.stored(dense.components(), config));
      case VectorValue.Sparse _ -> throw CollectionConfig.otherKind();
      case VectorValue.Multi _ -> throw Vectors.notOneRow();
    };
  }

  /** Checks that the collection has vectors of these names. */
  void vectorNames(Iterable<String> names) {
    CollectionConfig config = config();
    for (String name : names) {
      if (!config.hasVector(name)) {
        throw CollectionConfig.noVector(name);
      }
    }
  }

  /** Checks which vectors are to be returned. */
  void projection(Projection projection) {
    if (projection.vectors() instanceof VectorSelector.Only only) {
      vectorNames(only.names());
    }
  }

  void payload(Payload payload) {
    atMost("bytes of one payload", payload.json().length, limits.maxPayloadBytes());
    atMost("levels of nested objects in a payload", payload.depth(), MAX_PAYLOAD_DEPTH);
  }

  /** Checks that fields can be put where a path leads to. */
  void fieldsAt(PayloadPath key, Payload fields) {
    paths(List.of(key));
    if (!key.isWellFormed()) {
      throw VdbException.invalid("a payload cannot hold half of a surrogate pair, as in `key`");
    }
    atMost(
        "levels of nested objects in a payload",
        (long) key.steps().size() + fields.depth(),
        MAX_PAYLOAD_DEPTH);
  }

  /** Checks what is to be deleted from payloads. */
  void paths(List<PayloadPath> paths) {
    atMost("keys in one request", paths.size(), limits.maxFilterConditions());
    for (PayloadPath path : paths) {
      atMost("steps in one path", path.steps().size(), MAX_PAYLOAD_DEPTH);
    }
  }

  /** Checks what a payload would grow to, before anything is logged. */
  void grown(long mostBytes) {
    atMost("bytes of one payload after the change", mostBytes, limits.maxPayloadBytes());
  }

  /** Every point gets a copy of the fields, and all of them are in memory at first. */
  void payloadForAll(List<?> ids, Payload fields) {
    atMost(
        "bytes of payload for all points together",
        (long) ids.size() * fields.json().length,
        MAX_SET_FACTOR * limits.maxRecentBytes());
  }

  void ids(List<?> ids) {
    atMost("ids in one request", ids.size(), limits.maxBatchPoints());
  }

  void search(SearchRequest request) {
    page(request.limit(), request.offset());
    vectorNames(List.of(request.using()));
    projection(request.projection());
    search(request.hnswEf(), request.scoreThreshold());
  }

  /** Checks how a search is done, and what is good enough. */
  void search(@Nullable Integer ef, @Nullable Float threshold) {
    if (ef != null) {
      if (ef < 1) {
        throw VdbException.invalid("hnsw_ef must be at least 1, but is " + ef);
      }
      atMost("hnsw_ef", ef, limits.maxEf());
    }
    if (threshold != null && !Float.isFinite(threshold)) {
      throw VdbException.invalid("score_threshold must be a finite number");
    }
  }

  void page(int limit, int offset) {
    if (limit < 1) {
      throw VdbException.invalid("limit must be at least 1, but is " + limit);
    }
    if (offset < 0) {
      throw VdbException.invalid("offset must not be negative, but is " + offset);
    }
    atMost("limit + offset", (long) limit + offset, limits.maxResults());
  }

  void filter(@Nullable Filter filter) {
    if (filter != null) {
      atMost("conditions in one filter", countConditions(filter, 1), limits.maxFilterConditions());
    }
  }

  /** Returns how many conditions the filter has; -1 when it nests too deep to be looked through. */
  static int conditions(@Nullable Filter filter) {
    try {
      return filter == null ? 0 : (int) Math.min(countConditions(filter, 1), Integer.MAX_VALUE);
    } catch (VdbException e) {
      return -1; // refused for it
    }
  }

  private static long countConditions(Filter filter, int depth) {
    atMost("levels of nested filters", depth, MAX_FILTER_DEPTH);
    Filter.MinShould minShould = filter.minShould();
    return countConditions(filter.must(), depth)
        + countConditions(filter.should(), depth)
        + countConditions(filter.mustNot(), depth)
        + (minShould == null ? 0 : countConditions(minShould.conditions(), depth));
  }

  private static long countConditions(List<Condition> conditions, int depth) {
    long count = 0;
    for (Condition condition : conditions) {
      count +=
          switch (condition) {
            case Condition.Nested nested -> Math.max(1, countConditions(nested.filter(), depth + 1));
            case Condition.MatchAny match -> Math.max(1, match.values().size());
            case Condition.MatchExcept except -> Math.max(1, except.values().size());
            case Condition.HasId hasId -> Math.max(1, hasId.ids().size());
            case Condition.NestedObject nested ->
                1 + countConditions(nested.filter(), depth + 1);
            case Condition.Geo geo -> edges(geo.area());
            case Condition.Range _,
                Condition.DateTimeRange _,
                Condition.MatchText _,
                Condition.MatchWords _,
                Condition.HasType _,
                Condition.ValuesCount _,
                Condition.HasVector _,
                Condition.IsEmpty _,
                Condition.IsNull _ ->
                1;
          };
    }
    return count;
  }

  /** Every edge of a polygon is looked at for every point. */
  private static long edges(GeoArea area) {
    return area instanceof GeoArea.Polygon polygon
        ? polygon.exterior().size()
            + polygon.interiors().stream().mapToLong(List::size).sum()
        : 1;
  }

  private static void atMost(String what, long actual, long limit) {
    if (actual > limit) {
      throw VdbException.invalid("at most " + limit + " " + what + " allowed, but got " + actual);
    }
  }
}
