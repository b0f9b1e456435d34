package io.vdb.core.model;

import io.vdb.core.filter.Filter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A write to the points of a collection, as it is asked for. Wherever points are named by their ids,
 * one that does not exist is an error and nothing is changed, unless said otherwise.
 */
public sealed interface PointWrite {

  /**
   * Puts points, all of them in one step. Which of them are put is decided against the points as
   * they are in that step.
   *
   * @param points of an id given twice the last one counts
   * @param mode which points may be touched
   * @param updateFilter a point that exists is only replaced when it matches; {@link Filter#ALL} for
   *     no condition
   */
  record Upsert(List<Point> points, UpdateMode mode, Filter updateFilter) implements PointWrite {

    /** Puts points whether they exist or not. */
    public Upsert(List<Point> points) {
      this(points, UpdateMode.UPSERT, Filter.ALL);
    }
  }

  /** Deletes points; ids without a point are passed over. */
  record Delete(PointSelector points) implements PointWrite {}

  /**
   * Puts fields over those that are there; the others stay. A field that is given as null is removed.
   *
   * @param key path of the object that gets the fields, which is made where it is missing; absent for
   *     the payload itself
   */
  record SetPayload(PointSelector points, Payload fields, @Nullable PayloadPath key)
      implements PointWrite {}

  /**
   * Replaces payloads.
   *
   * @param key path of what is replaced, which is made where it is missing; absent for the payload
   *     itself
   */
  record OverwritePayload(PointSelector points, Payload payload, @Nullable PayloadPath key)
      implements PointWrite {

    /** Replaces whole payloads. */
    public OverwritePayload(PointSelector points, Payload payload) {
      this(points, payload, null);
    }
  }

  /**
   * Deletes what the paths lead to. A single element of an array cannot be deleted, since the second
   * time it would be another one; a path that ends in one has no effect. {@code a[]} empties an array.
   */
  record DeletePayload(PointSelector points, List<PayloadPath> keys) implements PointWrite {
    /** Copies the list. */
    public DeletePayload {
      keys = List.copyOf(keys);
    }
  }

  /** Deletes whole payloads. */
  record ClearPayload(PointSelector points) implements PointWrite {}

  /**
   * Replaces vectors of points; their payloads, and vectors of other names, stay.
   *
   * @param vectors of an id given twice the last one counts
   * @param updateFilter only points that match are changed; {@link Filter#ALL} for no condition
   */
  record UpdateVectors(List<PointVector> vectors, Filter updateFilter) implements PointWrite {}

  /**
   * Deletes vectors of points, which stay; names that a point has no vector of are passed over.
   *
   * @param names of vectors of the collection, at least one
   */
  record DeleteVectors(PointSelector points, List<String> names) implements PointWrite {
    /** Copies the list. */
    public DeleteVectors {
      names = List.copyOf(names);
    }
  }
}
