package io.vdb.core.engine;

import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.Filter;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The filter of one read as the schema has it. Tells what finding its points takes. */
final class ReadFilter {

  private final @Nullable Filter filter;
  private final Set<FieldType> declared;
  private final PayloadIndexMetrics metrics;

  /**
   * A filter.
   *
   * @param filter absent when all points are wanted
   * @param declared types of the declared fields that it has conditions on
   */
  ReadFilter(@Nullable Filter filter, Set<FieldType> declared, PayloadIndexMetrics metrics) {
    this.filter = filter;
    this.declared = declared;
    this.metrics = metrics;
  }

  /** Returns what it means; nothing when all points are wanted. */
  @Nullable Filter filter() {
    return filter;
  }

  /** Finds the points of a filter. */
  interface Lookup<T> {
    T find() throws IOException;
  }

  /** Finds the points, and measures it when a declared field takes part. */
  <T> T measured(Lookup<T> lookup) throws IOException {
    if (declared.isEmpty()) {
      return lookup.find();
    }
    long start = System.nanoTime();
    T found;
    try {
      found = lookup.find();
    } catch (IOException | RuntimeException | Error e) {
      failed(e);
      throw e;
    }
    foundIn(System.nanoTime() - start);
    return found;
  }

  /** The points were found, which somebody else has measured. */
  void foundIn(long nanos) {
    if (!declared.isEmpty()) {
      metrics.lookedUp(declared, nanos);
    }
  }

  /** The points were not found, because something is wrong. */
  void failed(Throwable failure) {
    if (!declared.isEmpty()) {
      metrics.failed(PayloadIndexOperation.LOOKUP, failure);
    }
  }
}
