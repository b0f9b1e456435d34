package io.vdb.core.engine;

import io.vdb.core.error.VdbException;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointVector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Tells vectors that a collection has from those that it had: vectors of a name are those of now when
 * they were written after the collection got the vector of that name.
 */
final class LivingVectors {

  private LivingVectors() {}

  /**
   * Returns what an operation from the log does now: as when it was applied, if every vector that was
   * dropped since then had been dropped right after it.
   */
  static Operation of(long sequence, Operation logged, CollectionConfig config) {
    Predicate<String> alive = name -> config.hasVector(name) && config.since(name) < sequence;
    return switch (logged) {
      case Operation.Upsert upsert -> {
        List<Point> points = new ArrayList<>(upsert.points().size());
        for (Point point : upsert.points()) {
          points.add(new Point(point.id(), point.vectors().only(alive), point.payload()));
        }
        yield new Operation.Upsert(points);
      }
      case Operation.UpdateVectors update -> {
        List<PointVector> vectors = new ArrayList<>(update.vectors().size());
        for (PointVector vector : update.vectors()) {
          vectors.add(new PointVector(vector.id(), vector.vectors().only(alive)));
        }
        yield new Operation.UpdateVectors(vectors);
      }
      case Operation.DeleteVectors delete ->
          new Operation.DeleteVectors(
              delete.ids(), delete.names().stream().filter(alive).toList());
      case Operation.Delete _, Operation.ChangePayload _ -> logged;
    };
  }

  /**
   * Checks that an operation names vectors only that are the same now as when it was checked.
   *
   * @throws VdbException with {@code INVALID_ARGUMENT} when it does not
   */
  static void requireSame(
      List<Operation> operations, CollectionConfig checkedFor, CollectionConfig now) {
    if (!checkedFor.equals(now)) {
      for (Operation operation : operations) {
        requireSame(operation, checkedFor, now);
      }
    }
  }

  private static void requireSame(
      Operation operation, CollectionConfig checkedFor, CollectionConfig now) {
    switch (operation) {
      case Operation.Upsert upsert ->
          upsert.points().forEach(point -> requireSame(point.vectors(), checkedFor, now));
      case Operation.UpdateVectors update ->
          update.vectors().forEach(vector -> requireSame(vector.vectors(), checkedFor, now));
      case Operation.DeleteVectors delete ->
          delete.names().forEach(name -> requireSame(name, checkedFor, now));
      case Operation.Delete _, Operation.ChangePayload _ -> {}
    }
  }

  private static void requireSame(
      NamedVectors vectors, CollectionConfig checkedFor, CollectionConfig now) {
    for (int i = 0; i < vectors.size(); i++) {
      requireSame(vectors.name(i), checkedFor, now);
    }
  }

  private static void requireSame(
      String name, CollectionConfig checkedFor, CollectionConfig now) {
    if (!checkedFor.hasSameVector(name, now)) {
      throw CollectionConfig.noVector(name);
    }
  }
}
