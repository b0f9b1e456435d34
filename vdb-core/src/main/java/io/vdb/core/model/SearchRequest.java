package io.vdb.core.model;

import io.vdb.core.filter.Filter;
import org.jspecify.annotations.Nullable;

/**
 * A search for nearest neighbours.
 *
 * @param target what to be near to
 * @param using name of the vector that is searched; empty for the default one
 * @param limit number of points wanted, at least 1
 * @param offset number of best points to leave out, at least 0
 * @param filter which points may be found; all when absent
 * @param hnswEf candidates kept while the graph is walked; the engine's default when absent
 * @param exact whether every point is compared instead of walking the graph
 * @param indexedOnly whether vectors that are not in the index yet are left out
 * @param scoreThreshold worst score returned; any when absent
 * @param projection what is returned of each point
 */
public record SearchRequest(
    Target target,
    String using,
    int limit,
    int offset,
    @Nullable Filter filter,
    @Nullable Integer hnswEf,
    boolean exact,
    boolean indexedOnly,
    @Nullable Float scoreThreshold,
    Projection projection) {

  /** What to be near to. */
  public sealed interface Target {

    /** A vector; not retained. */
    record Vector(VectorValue value) implements Target {

      /** A dense vector; not retained. */
      public Vector(float[] components) {
        this(new VectorValue.Dense(components));
      }
    }

    /** The vector of a stored point, which is not itself among the results. */
    record Stored(PointId id) implements Target {}
  }

  /** A search of what is in the index and of what is not yet. */
  public SearchRequest(
      Target target,
      String using,
      int limit,
      int offset,
      @Nullable Filter filter,
      @Nullable Integer hnswEf,
      boolean exact,
      @Nullable Float scoreThreshold,
      Projection projection) {
    this(target, using, limit, offset, filter, hnswEf, exact, false, scoreThreshold, projection);
  }

  /** A search of the default vector. */
  public SearchRequest(
      Target target,
      int limit,
      int offset,
      @Nullable Filter filter,
      @Nullable Integer hnswEf,
      boolean exact,
      @Nullable Float scoreThreshold,
      Projection projection) {
    this(
        target,
        NamedVectors.DEFAULT,
        limit,
        offset,
        filter,
        hnswEf,
        exact,
        scoreThreshold,
        projection);
  }

  /** The {@code limit} nearest points with their payload. */
  public static SearchRequest nearest(float[] vector, int limit) {
    return new SearchRequest(
        new Target.Vector(vector), limit, 0, null, null, false, null, Projection.PAYLOAD);
  }

  /** This request, with a filter. */
  public SearchRequest withFilter(Filter newFilter) {
    return new SearchRequest(
        target,
        using,
        limit,
        offset,
        newFilter,
        hnswEf,
        exact,
        indexedOnly,
        scoreThreshold,
        projection);
  }

  /** This request, comparing every point. */
  public SearchRequest exactly() {
    return new SearchRequest(
        target,
        using,
        limit,
        offset,
        filter,
        hnswEf,
        true,
        indexedOnly,
        scoreThreshold,
        projection);
  }

  /** This request, searching the vector of a name. */
  public SearchRequest using(String name) {
    return new SearchRequest(
        target,
        name,
        limit,
        offset,
        filter,
        hnswEf,
        exact,
        indexedOnly,
        scoreThreshold,
        projection);
  }
}
