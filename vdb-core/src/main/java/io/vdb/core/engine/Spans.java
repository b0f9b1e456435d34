package io.vdb.core.engine;

import io.vdb.observability.spi.Context;
import io.vdb.observability.spi.Span;
import org.jspecify.annotations.Nullable;

/** What every span of the engine says, in the words of OpenTelemetry where it has them. */
final class Spans {

  static final String ROWS = "db.response.returned_rows";
  static final String BATCH_SIZE = "db.operation.batch.size";

  private Spans() {}

  /** Starts the span of an operation, on a collection if on one, below what goes on now. */
  static Span operation(
      Context context, String operation, @Nullable String collection, long startNanos) {
    return described(context.span().child(operation, startNanos), context, collection)
        .attribute("db.operation.name", operation);
  }

  /** Says what a span belongs to. */
  static Span described(Span span, Context context, @Nullable String collection) {
    Span ours = span.attribute("db.system.name", "vdb");
    return correlated(
        collection == null ? ours : ours.attribute("db.collection.name", collection), context);
  }

  /** Starts a stage of an operation. */
  static Span stage(Span operation, Context context, String name, long startNanos) {
    return correlated(operation.child(name, startNanos), context);
  }

  private static Span correlated(Span span, Context context) {
    String id = context.correlationId();
    return id.isEmpty() ? span : span.attribute("vdb.correlation_id", id);
  }
}
