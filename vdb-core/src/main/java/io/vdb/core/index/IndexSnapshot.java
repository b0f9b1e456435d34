package io.vdb.core.index;

import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection.VectorSelector;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The index at one sequence number. Never changes, whatever is applied or merged meanwhile. Safe for
 * concurrent use. Whoever got it closes it once; files it needs live until then.
 */
public interface IndexSnapshot extends AutoCloseable {

  /** Returns the sequence number up to which operations are contained. */
  long sequence();

  /** Returns the number of live points. */
  int pointCount();

  /** Returns a number that is larger than every ordinal in use. */
  int ordinalLimit();

  /** Returns the number of segments that a search visits. */
  int segmentCount();

  /** Adds every ordinal in use to {@code used}. */
  void collectOrdinals(OrdinalBits used) throws IOException;

  /** Returns the ordinal of the point with this id, or -1 when there is none. */
  int ordinalOf(PointId id) throws IOException;

  /** Reads the point with this id, or nothing when there is none. */
  @Nullable IndexedPoint point(PointId id, boolean withPayload, VectorSelector vectors)
      throws IOException;

  /** Returns the live points that match, exactly as {@code FilterEvaluator} decides. */
  OrdinalBits matching(Filter filter) throws IOException;

  /**
   * Hands over the values of a type that accepted points have at a field, in no order; of an array
   * every element counts. A text, a whole number and a truth value is handed over once, with all of
   * the points. Numbers of the type {@code FLOAT} are handed over as {@link Double}, any number of
   * times.
   *
   * @throws IllegalArgumentException when the type is {@code GEO}: places are no single values
   */
  void values(PayloadPath field, FieldType type, OrdinalSet accepted, ValueVisitor visitor)
      throws IOException;

  /**
   * Finds the best-scored accepted points that have the vector, best first.
   *
   * @param tally receives what it cost
   * @return at most {@code k} hits
   */
  List<IndexHit> nearest(IndexQuery query, SearchTally tally) throws IOException;

  /**
   * Finds the accepted points whose sparse vectors have the largest scores, best first. Points that
   * the scorer has no number for are not found.
   *
   * @param tally receives what it cost; a comparison is a point that was scored
   * @return at most {@code k} hits
   */
  List<IndexHit> nearestSparse(SparseQuery query, SearchTally tally) throws IOException;

  /**
   * Finds the accepted points whose multivectors have the best scores, best first.
   *
   * @param tally receives what it cost; a comparison is a point that was scored
   * @return at most {@code k} hits
   */
  List<IndexHit> nearestMulti(MultiQuery query, SearchTally tally) throws IOException;

  /**
   * Counts live points that have a sparse vector, and those whose vector has each of some indices.
   *
   * @param indices ascending as unsigned numbers, each once
   * @param hidden ordinals that do not count, whether there are points of them or not
   */
  SparseCounts sparseCounts(String vector, int[] indices, OrdinalBits hidden)
      throws IOException;

  /** Walks over the points from this id on, the id included; from the start when absent. */
  IdCursor ids(@Nullable PointId from) throws IOException;

  @Override
  void close();
}
