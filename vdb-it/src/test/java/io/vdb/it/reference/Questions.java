package io.vdb.it.reference;

import io.vdb.core.model.PointId;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;

/** Draws queries of every kind that the server has. */
final class Questions {

  private final Random random;
  private final RandomData data;
  private final int bound;

  /** One for each kind: makes a query of a collection, which has points. */
  private final List<BiFunction<Questions, ReferenceCollection, Question>> kinds =
      List.of(Questions::nearestToVector, Questions::nearestToPoint);

  /**
   * Queries.
   *
   * @param bound what ids are below
   */
  Questions(Random random, RandomData data, int bound) {
    this.random = random;
    this.data = data;
    this.bound = bound;
  }

  Question about(ReferenceCollection collection) {
    return kinds.get(random.nextInt(kinds.size())).apply(this, collection);
  }

  private Question nearestToVector(ReferenceCollection collection) {
    return new Nearest(data.vector(), null, data.filter(bound));
  }

  private Question nearestToPoint(ReferenceCollection collection) {
    PointId id = collection.anyId(random);
    return new Nearest(collection.get(id).vector(), id, data.filter(bound));
  }
}
