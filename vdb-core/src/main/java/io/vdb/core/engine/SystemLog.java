package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.fault.FailPoint;
import io.vdb.core.log.OperationLog;
import io.vdb.core.model.JsonValues;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The truth about which collections and aliases exist: an operation log whose records are JSON
 * objects. Its caller makes sure that one thread at a time uses it. A kind of record is never given
 * another meaning.
 */
final class SystemLog implements AutoCloseable {

  private static final String OPERATION = "operation";
  private static final String CREATE = "create_collection";
  private static final String UPDATE = "update_collection";
  private static final String VECTORS = "change_vectors";
  private static final String DELETE = "delete_collection";
  private static final String ALIASES = "change_aliases";

  private static final String RESTORE = "restore_collections";
  private static final String REPLACES = "replaces";

  private final OperationLog log;
  private final LogMeasurement measurement;
  private final WriteAccess access;

  /**
   * A system log.
   *
   * @param measurement the listener of the log
   * @param access whether it takes changes
   */
  SystemLog(OperationLog log, LogMeasurement measurement, WriteAccess access) {
    this.log = log;
    this.measurement = measurement;
    this.access = access;
  }

  /** Returns whether it takes changes. */
  WriteAccess access() {
    return access;
  }

  /**
   * Takes changes again, in another file; what was refused is never found again from then on.
   *
   * @param folder where its files are
   */
  void resume(Path folder) {
    try {
      DiskProbe.write(folder);
      log.resume();
      access.resumed();
    } catch (IOException | RuntimeException e) {
      access.stillFails(e);
    }
  }

  /**
   * What exists.
   *
   * @param collections in the order of their creation
   * @param aliases the collection that each leads to, which is one of those
   */
  record State(List<CollectionDescriptor> collections, Map<String, UUID> aliases) {}

  /** Returns what exists. */
  State read() throws IOException {
    Map<UUID, CollectionDescriptor> existing = new LinkedHashMap<>();
    Map<String, UUID> aliases = new HashMap<>();
    log.replay(0, (sequence, body) -> apply(sequence, body, existing, aliases));
    return new State(List.copyOf(existing.values()), Map.copyOf(aliases));
  }

  /** Lets a record change what exists. */
  static void apply(
      long sequence,
      ByteBuffer body,
      Map<UUID, CollectionDescriptor> existing,
      Map<String, UUID> aliases) {
    byte[] json = new byte[body.remaining()];
    body.get(json);
    Map<String, @Nullable Object> fields = JsonValues.parseObject(json);
    Object operation = fields.get(OPERATION);
    if (CREATE.equals(operation)) {
      CollectionDescriptor created = CollectionDescriptor.fromFields(fields);
      existing.put(created.uuid(), created);
    } else if (UPDATE.equals(operation) || VECTORS.equals(operation)) {
      update(sequence, CollectionDescriptor.fromFields(fields), existing);
    } else if (DELETE.equals(operation)) {
      UUID deleted = UUID.fromString(String.valueOf(fields.get("uuid")));
      existing.remove(deleted);
      aliases.values().removeIf(deleted::equals);
    } else if (ALIASES.equals(operation)) {
      changeAliases(sequence, fields, existing, aliases);
    } else if (RESTORE.equals(operation)) {
      restore(sequence, fields, existing, aliases);
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

  /** Notes all settings that a collection has from now on; durable on return. */
  void updated(CollectionDescriptor descriptor, WriteRun run) throws IOException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put(OPERATION, UPDATE);
    fields.putAll(descriptor.toFields());
    append(fields, run);
  }

  /** Notes all settings that a collection has from now on, with other vectors; durable on return. */
  void vectorsChanged(CollectionDescriptor descriptor, WriteRun run) throws IOException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put(OPERATION, VECTORS);
    fields.putAll(descriptor.toFields());
    append(fields, run);
  }

  private static void update(
      long sequence,
      CollectionDescriptor updated,
      Map<UUID, CollectionDescriptor> existing) {
    CollectionDescriptor before = existing.get(updated.uuid());
    if (before == null) {
      throw new VdbException(
          ErrorCode.DATA_LOSS,
          "record " + sequence + " of the system log changes a collection that does not exist: "
              + updated.uuid());
    }
    existing.put(updated.uuid(), before.with(updated.config()));
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

  /** Notes all changes of a batch of aliases in one record; durable on return. */
  void aliasesChanged(AliasTable.Change change, WriteRun run) throws IOException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put(OPERATION, ALIASES);
    Map<String, String> set = new LinkedHashMap<>();
    change.setIds().forEach((alias, uuid) -> set.put(alias, uuid.toString()));
    fields.put("set", set);
    fields.put("removed", change.removed());
    append(fields, run);
  }

  private static void changeAliases(
      long sequence,
      Map<String, @Nullable Object> fields,
      Map<UUID, CollectionDescriptor> existing,
      Map<String, UUID> aliases) {
    if (!(fields.get("set") instanceof Map<?, ?> set)
        || !(fields.get("removed") instanceof List<?> removed)) {
      throw new VdbException(
          ErrorCode.DATA_LOSS, "record " + sequence + " of the system log is not readable");
    }
    removed.forEach(alias -> aliases.remove(String.valueOf(alias)));
    set.forEach(
        (alias, value) -> {
          UUID target = UUID.fromString(String.valueOf(value));
          if (!existing.containsKey(target)) {
            throw new VdbException(
                ErrorCode.DATA_LOSS,
                "record " + sequence + " of the system log has an alias for a collection that does"
                    + " not exist: " + target);
          }
          aliases.put(String.valueOf(alias), target);
        });
  }

  /**
   * Notes that collections exist, each with what is declared of it, in place of others, whose aliases
   * they get; durable on return.
   *
   * @param replaced ids of collections that are gone, by the ids of those in their place
   * @param added further aliases, which lead to restored collections
   */
  void restored(
      List<CollectionDescriptor> restored,
      Map<UUID, UUID> replaced,
      Map<String, UUID> added,
      WriteRun run)
      throws IOException {
    List<Object> collections = new ArrayList<>();
    for (CollectionDescriptor descriptor : restored) {
      Map<String, @Nullable Object> collection = new LinkedHashMap<>();
      collection.put("name", descriptor.name());
      collection.put("uuid", descriptor.uuid().toString());
      collection.put("description", descriptor.toDescription());
      UUID old = replaced.get(descriptor.uuid());
      if (old != null) {
        collection.put(REPLACES, old.toString());
      }
      collections.add(collection);
    }
    Map<String, String> aliases = new LinkedHashMap<>();
    added.forEach((alias, uuid) -> aliases.put(alias, uuid.toString()));
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put(OPERATION, RESTORE);
    fields.put("collections", collections);
    fields.put("aliases", aliases);
    append(fields, run);
  }

  private static void restore(
      long sequence,
      Map<String, @Nullable Object> fields,
      Map<UUID, CollectionDescriptor> existing,
      Map<String, UUID> aliases) {
    try {
      if (!(fields.get("collections") instanceof List<?> collections)
          || !(fields.get("aliases") instanceof Map<?, ?> added)) {
        throw new IllegalArgumentException("there are no collections");
      }
      for (Object value : collections) {
        restore(value, existing, aliases);
      }
      added.forEach(
          (alias, target) ->
              aliases.put(String.valueOf(alias), UUID.fromString(String.valueOf(target))));
      if (!existing.keySet().containsAll(aliases.values())) {
        throw new IllegalArgumentException("an alias leads nowhere");
      }
    } catch (IllegalArgumentException | VdbException e) {
      throw new VdbException(
          ErrorCode.DATA_LOSS, "record " + sequence + " of the system log is not readable", e);
    }
  }

  private static void restore(
      @Nullable Object value,
      Map<UUID, CollectionDescriptor> existing,
      Map<String, UUID> aliases) {
    if (!(value instanceof Map<?, ?> collection)
        || !(collection.get("description") instanceof Map<?, ?> described)) {
      throw new IllegalArgumentException("a collection is not described");
    }
    Map<String, @Nullable Object> description = new LinkedHashMap<>();
    described.forEach((name, part) -> description.put(String.valueOf(name), part));
    UUID uuid = UUID.fromString(String.valueOf(collection.get("uuid")));
    existing.put(
        uuid,
        CollectionDescriptor.ofDescription(
            String.valueOf(collection.get("name")), uuid, description));
    Object replaces = collection.get(REPLACES);
    if (replaces != null) {
      UUID old = UUID.fromString(String.valueOf(replaces));
      if (existing.remove(old) == null) {
        throw new IllegalArgumentException("there is no collection " + old);
      }
      aliases.replaceAll((_, target) -> target.equals(old) ? uuid : target);
    }
  }

  /** Throws while it takes no changes. */
  void requireWritable() {
    VdbException refused = access.refusal();
    if (refused != null) {
      throw refused;
    }
  }

  private void append(Map<String, @Nullable Object> fields, WriteRun run) throws IOException {
    requireWritable();
    ByteBuffer body = ByteBuffer.wrap(JsonValues.writeObject(fields));
    long start = System.nanoTime();
    measurement.begin();
    try {
      FailPoint.SYSTEM_LOG_APPEND.pass();
      log.append(List.of(body));
      FailPoint.SYSTEM_LOG_APPENDED.pass();
    } catch (IOException | RuntimeException | Error e) {
      run.logged(start, System.nanoTime(), measurement.end(), e);
      if (log.failure() != null) {
        throw access.failed(StoragePart.SYSTEM_LOG, e);
      }
      throw e;
    }
    run.logged(start, System.nanoTime(), measurement.end(), null);
  }

  @Override
  public void close() throws IOException {
    log.close();
  }
}
