package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.filter.FieldType;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where changes of schemas begin: each is measured, recorded, and then in force. */
final class SchemaWriter {

  /**
   * What became of a change.
   *
   * @param type of the index that is there now, or was before; absent when there is none to speak of
   */
  record Outcome(PayloadIndexOperation operation, @Nullable FieldType type) {}

  private final CollectionRegistry registry;
  private final Function<String, Collection> collections;
  private final PayloadIndexMetrics metrics;

  /**
   * Changes of the schemas of a database.
   *
   * @param collections finds the collection that a name stands for, or throws
   */
  SchemaWriter(
      CollectionRegistry registry,
      Function<String, Collection> collections,
      PayloadIndexMetrics metrics) {
    this.registry = registry;
    this.collections = collections;
    this.metrics = metrics;
  }

  WriteReceipt write(String name, SchemaChange change) {
    try {
      return measured(collections.apply(name), change);
    } catch (RuntimeException | Error e) {
      metrics.failed(
          change instanceof SchemaChange.Create
              ? PayloadIndexOperation.CREATE
              : PayloadIndexOperation.DROP,
          e);
      throw e;
    }
  }

  private WriteReceipt measured(Collection collection, SchemaChange change) {
    WriteObserver observer = collection.observedWrites();
    WriteRun run =
        observer.begin(
            change instanceof SchemaChange.Create
                ? WriteKind.CREATE_PAYLOAD_INDEX
                : WriteKind.DELETE_PAYLOAD_INDEX);
    Outcome outcome;
    WriteReceipt receipt;
    try {
      outcome = changed(collection, change, run);
      receipt = new WriteReceipt(collection.info().lastSequence(), true);
    } catch (RuntimeException | Error e) {
      observer.ended(run, false, e);
      throw e;
    }
    long nanos = observer.ended(run, false, null);
    if (outcome.type() != null) {
      metrics.changed(outcome.operation(), outcome.type(), nanos);
    }
    return receipt;
  }

  private Outcome changed(Collection collection, SchemaChange change, WriteRun run) {
    try {
      return registry.changeSchema(collection, change, run);
    } catch (IOException e) {
      throw new VdbException(
          ErrorCode.UNAVAILABLE,
          "the schema of collection `" + collection.name() + "` cannot be changed: " + e,
          e);
    }
  }
}
