package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.log.OperationLog;
import io.vdb.core.model.JsonValues;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The truth about which collections exist: an operation log whose records are JSON objects. Its
 * caller makes sure that one thread at a time uses it.
 */
final class SystemLog implements AutoCloseable {

  private static final String OPERATION = "operation";
  private static final String CREATE = "create_collection";
  private static final String DELETE = "delete_collection";

  private final OperationLog log;
  private final LogMeasurement measurement;

  /**
   * A system log.
   *
   * @param measurement the listener of the log
   */
  SystemLog(OperationLog log, LogMeasurement measurement) {
    this.log = log;
    this.measurement = measurement;
  }

  /** Returns the collections that exist, in the order of their creation. */
  List<CollectionDescriptor> read() throws IOException {
    Map<UUID, CollectionDescriptor> existing = new LinkedHashMap<>();
    log.replay(0, (sequence, body) -> apply(sequence, body, existing));
    return List.copyOf(existing.values());
  }

  private static void apply(
      long sequence, ByteBuffer body, Map<UUID, CollectionDescriptor> existing) {
    byte[] json = new byte[body.remaining()];
    body.get(json);
    Map<String, @Nullable Object> fields = JsonValues.parseObject(json);
    Object operation = fields.get(OPERATION);
    if (CREATE.equals(operation)) {
      CollectionDescriptor created = CollectionDescriptor.fromFields(fields);
      existing.put(created.uuid(), created);
    } else if (DELETE.equals(operation)) {
      existing.remove(UUID.fromString(String.valueOf(fields.get("uuid"))));
    } else if (operation != null && SchemaChange.isRecorded(operation)) {
      changeSchema(sequence, operation, fields, existing);
    } else {
      throw new VdbException(
          ErrorCode.DATA_LOSS,
          "record " + sequence + " of the system log is of an unknown kind: " + operation);
    }
  }

  /** Notes that a collection exists; durable on return. */
  void created(CollectionDescriptor descriptor, WriteRun run) throws IOException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put(OPERATION, CREATE);
    fields.putAll(descriptor.toFields());
    append(fields, run);
  }

  /** Notes that a collection exists no more; durable on return. */
  void deleted(CollectionDescriptor descriptor, WriteRun run) throws IOException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put(OPERATION, DELETE);
    fields.put("uuid", descriptor.uuid().toString());
    append(fields, run);
  }

  /** Notes what is declared of a field of a collection, or no more; durable on return. */
  void schemaChanged(CollectionDescriptor descriptor, SchemaChange change, WriteRun run)
      throws IOException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put(OPERATION, change.kind());
    fields.put("uuid", descriptor.uuid().toString());
    fields.putAll(change.toFields());
    append(fields, run);
  }

  private static void changeSchema(
      long sequence,
      Object kind,
      Map<String, @Nullable Object> fields,
      Map<UUID, CollectionDescriptor> existing) {
    try {
      UUID uuid = UUID.fromString(String.valueOf(fields.get("uuid")));
      CollectionDescriptor collection = existing.get(uuid);
      if (collection == null) {
        throw new IllegalArgumentException("there is no collection " + uuid);
      }
      existing.put(uuid, collection.after(SchemaChange.fromFields(kind, fields)));
    } catch (IllegalArgumentException | VdbException e) {
      throw new VdbException(
          ErrorCode.DATA_LOSS, "record " + sequence + " of the system log is not readable", e);
    }
  }

  private void append(Map<String, @Nullable Object> fields, WriteRun run) throws IOException {
    ByteBuffer body = ByteBuffer.wrap(JsonValues.writeObject(fields));
    long start = System.nanoTime();
    measurement.begin();
    try {
      log.append(List.of(body));
    } catch (IOException | RuntimeException | Error e) {
      run.logged(start, System.nanoTime(), measurement.end(), e);
      throw e;
    }
    run.logged(start, System.nanoTime(), measurement.end(), null);
  }

  @Override
  public void close() throws IOException {
    log.close();
  }
}
