package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.fault.FailPoint;
import io.vdb.core.filter.FieldIndex;
import io.vdb.core.filter.PayloadSchema;
import io.vdb.core.log.DurableFiles;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Payload;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The collections of a database: which exist (the system log says so), and the open ones by their
 * names and aliases. Look-ups are safe for concurrent use and take no lock; changes take turns.
 */
final class CollectionRegistry {

  private static final Logger LOG = LoggerFactory.getLogger(CollectionRegistry.class);
  private static final int FOLDER_FORMAT = 1;

  private final DataDirectory directory;
  private final SystemLog systemLog;
  private final EngineContext context;
  private final CollectionListener listener;
  private final Object lock = new Object();
  private final AtomicBoolean resuming = new AtomicBoolean();
  private final Map<String, Collection> open = new ConcurrentSkipListMap<>();

  /** Replaced as a whole, by whoever holds the lock. */
  private volatile AliasTable aliases = AliasTable.EMPTY;

  private boolean closed;

  /**
   * A registry without collections.
   *
   * @param listener called while nobody else can create or delete
   */
  CollectionRegistry(
      DataDirectory directory,
      SystemLog systemLog,
      EngineContext context,
      CollectionListener listener) {
    this.directory = directory;
    this.systemLog = systemLog;
    this.context = context;
    this.listener = listener;
  }

  static VdbException notFound(String name) {
    return new VdbException(ErrorCode.NOT_FOUND, "Collection `" + name + "` doesn't exist!");
  }

  static VdbException taken(String name) {
    return new VdbException(
        ErrorCode.ALREADY_EXISTS, "Collection `" + name + "` already exists!");
  }

  /** Opens every collection that exists and removes folders of those that do not. */
  void openAll() throws IOException {
    synchronized (lock) {
      SystemLog.State state = systemLog.read();
      List<CollectionDescriptor> existing = state.collections();
      DurableFiles.createFolder(directory.collections());
      // A first start that was killed may have left names in it that were never forced.
      DurableFiles.forceFolder(directory.root());
      removeUnknownFolders(existing);
      FileChecker checker = new FileChecker(context.checkedAtOnce());
      for (CollectionDescriptor descriptor : existing) {
        add(opened(descriptor, checker));
      }
      aliases = resolved(state.aliases());
      checker.start();
    }
  }

  /** One that is damaged is there, and says so; the others are none the worse for it. */
  private Collection opened(CollectionDescriptor descriptor, FileChecker checker)
      throws IOException {
    Path folder = directory.collection(descriptor.uuid());
    try {
      if (!Files.isDirectory(folder)) {
        throw new VdbException(
            ErrorCode.DATA_LOSS,
            "the folder of collection `" + descriptor.name() + "` is missing: " + folder);
      }
      boolean checked = checker.check(descriptor, folder, context.indexes());
      Collection opened = Collection.open(descriptor, folder, context);
      if (!checked) {
        checker.later(opened);
      }
      return opened;
    } catch (VdbException e) {
      if (e.code() != ErrorCode.DATA_LOSS) {
        throw e;
      }
      return Collection.damaged(descriptor, folder, context, e);
    }
  }

  private AliasTable resolved(Map<String, UUID> targets) {
    Map<UUID, Collection> byId = new HashMap<>();
    open.values().forEach(collection -> byId.put(collection.descriptor().uuid(), collection));
    Map<String, Collection> resolved = new HashMap<>();
    targets.forEach((alias, uuid) -> resolved.put(alias, byId.get(uuid)));
    return new AliasTable(resolved);
  }

  private void add(Collection collection) {
    open.put(collection.name(), collection);
    listener.opened(collection);
  }

  private void removeUnknownFolders(List<CollectionDescriptor> existing) throws IOException {
    Set<String> known = new HashSet<>();
    existing.forEach(descriptor -> known.add(descriptor.uuid().toString()));
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(directory.collections())) {
      for (Path folder : folders) {
        if (!known.contains(String.valueOf(folder.getFileName()))) {
          LOG.info("Removing the folder of a collection that does not exist: {}", folder);
          FailPoint.RECOVERY_UNKNOWN.pass();
          DurableFiles.deleteTree(folder);
        }
      }
    }
  }

  Collection create(String name, CollectionConfig config, WriteRun run) throws IOException {
    CollectionNames.check(name);
    synchronized (lock) {
      checkOpen();
      systemLog.requireWritable(); // before a folder is made for nothing
      if (open.containsKey(name)) {
        throw taken(name);
      }
      if (aliases.find(name) != null) {
        throw VdbException.invalid(
            "Can't create collection with name " + name
                + ". Alias with the same name already exists");
      }
      CollectionDescriptor descriptor = new CollectionDescriptor(name, UUID.randomUUID(), config);
      Path folder = directory.collection(descriptor.uuid());
      prepare(folder, descriptor.uuid());
      Collection collection = Collection.open(descriptor, folder, context);
      FailPoint.COLLECTION_PREPARED.pass();
      try {
        systemLog.created(descriptor, run);
      } catch (IOException | RuntimeException e) {
        // The record may be on the disk all the same, so the next start decides about the folder.
        discarding(collection, e);
        throw e;
      }
      add(collection);
      return collection;
    }
  }

  static void discarding(Collection collection, Exception cause) {
    try {
      collection.discard();
    } catch (IOException | RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  /** Makes the folder of a collection, without log and index. */
  static void prepare(Path folder, UUID uuid) throws IOException {
    DurableFiles.createFolder(folder);
    DurableFiles.createFolder(folder.resolve("log"));
    DurableFiles.createFolder(folder.resolve("index"));
    Map<String, Object> identity = new HashMap<>();
    identity.put("uuid", uuid.toString());
    identity.put("format", FOLDER_FORMAT);
    DurableFiles.writeAtomically(folder.resolve("collection.json"), Payload.of(identity).json());
  }

  /** Returns the collection of this name of its own. */
  @Nullable Collection find(String name) {
    return open.get(name);
  }

  /** Returns the aliases of now. */
  AliasTable aliases() {
    return aliases;
  }

  /** Lets a batch of changes to aliases take place, and returns what became of it. */
  AliasTable.Change changeAliases(AliasRun run) throws IOException {
    synchronized (lock) {
      AliasTable before = aliases;
      run.changes(before);
      checkOpen();
      AliasTable after = before.after(run.actions(), open::get);
      AliasTable.Change change = before.changeTo(after);
      if (!change.isEmpty()) {
        systemLog.aliasesChanged(change, run.write());
        aliases = after;
      }
      return change;
    }
  }

  /** Lets a change of a schema take place; what changes nothing is not recorded. */
  SchemaWriter.Outcome changeSchema(Collection collection, SchemaChange change, WriteRun run)
      throws IOException {
    change.check();
    synchronized (lock) {
      checkOpen();
      collection.requireNotDeleted();
      PayloadSchema before = collection.schema().current();
      PayloadSchema after = change.after(before);
      if (!after.equals(before)) {
        systemLog.schemaChanged(collection.descriptor(), change, run);
        collection.become(after);
      }
      Optional<FieldIndex> replaced = before.index(change.field());
      return switch (change) {
        case SchemaChange.Create create ->
            new SchemaWriter.Outcome(
                replaced.isEmpty() || replaced.get().equals(create.index())
                    ? PayloadIndexOperation.CREATE
                    : PayloadIndexOperation.UPDATE,
                create.index().type());
        case SchemaChange.Delete _ ->
            new SchemaWriter.Outcome(
                PayloadIndexOperation.DROP, replaced.map(FieldIndex::type).orElse(null));
      };
    }
  }

  /** Changes settings of a collection; what changes nothing is not recorded. */
  void update(Collection collection, UnaryOperator<CollectionConfig> change, WriteRun run)
      throws IOException {
    synchronized (lock) {
      checkOpen();
      collection.requireNotDeleted();
      CollectionConfig before = collection.config();
      CollectionConfig after = change.apply(before);
      if (!after.equals(before)) {
        before.requireSameVectors(after);
        systemLog.updated(collection.descriptor().with(after), run);
        collection.become(after);
      }
    }
  }

  /**
   * Gives a collection other vectors, or takes some away; what changes nothing is not recorded. When
   * the system log fails, the collection takes no writes until that says again which vectors it has.
   */
  void changeVectors(Collection collection, UnaryOperator<CollectionConfig> change, WriteRun run) {
    synchronized (lock) {
      checkOpen();
      collection.requireNotDeleted();
      CollectionConfig before = collection.config();
      CollectionConfig after = change.apply(before);
      if (!after.equals(before)) {
        systemLog.requireWritable(); // before the collection is stopped for nothing
        collection.becomeOf(
            after,
            dated -> systemLog.vectorsChanged(collection.descriptor().with(dated), run));
      }
    }
  }

  /** Returns what the system log says now, read from its files. */
  SystemLog.State recorded() throws IOException {
    synchronized (lock) {
      checkOpen();
      return systemLog.read();
    }
  }

  List<Collection> all() {
    return List.copyOf(open.values());
  }

  /** Returns whether collections, aliases and payload indexes can be changed. */
  WriteAccess systemAccess() {
    return systemLog.access();
  }

  /** Uses a quiet time of each collection, and sees to it that writes are taken again. */
  void tick() {
    WriteAccess system = systemLog.access();
    if (system.isDue() && resuming.compareAndSet(false, true)) {
      context.writers().execute(this::resumeSystemLog);
    }
    for (Collection collection : open.values()) {
      try {
        collection.tick(() -> system.refusal() == null);
      } catch (RuntimeException e) {
        LOG.error("Background work of collection {} failed", collection.name(), e);
      }
    }
  }

  private void resumeSystemLog() {
    try {
      synchronized (lock) {
        if (!closed) {
          systemLog.resume(directory.systemLog());
        }
      }
    } finally {
      resuming.set(false);
    }
  }

  int size() {
    return open.size();
  }

  /** Adds up a number over the open collections. */
  long sum(ToLongFunction<Collection> part) {
    long sum = 0;
    for (Collection collection : open.values()) {
      sum += part.applyAsLong(collection);
    }
    return sum;
  }

  boolean delete(String name, WriteRun run) throws IOException {
    synchronized (lock) {
      checkOpen();
      Collection collection = open.get(name);
      if (collection == null) {
        return false;
      }
      List<String> gone = aliases.of(collection);
      systemLog.deleted(collection.descriptor(), run);
      open.remove(name);
      aliases = aliases.without(collection);
      if (!gone.isEmpty()) {
        LOG.warn("Collection {} is deleted, and with it its aliases {}", name, gone);
      }
      try {
        collection.discard();
      } finally {
        listener.removed(collection); // however that went, it is gone
      }
      FailPoint.COLLECTION_DELETED.pass();
      DurableFiles.deleteTree(directory.collection(collection.descriptor().uuid()));
      return true;
    }
  }

  /**
   * All collections and aliases at one moment.
   *
   * @param aliases names of the collections that they lead to
   */
  record Held(List<HeldCollection> collections, Map<String, String> aliases)
      implements AutoCloseable {

    @Override
    public void close() throws IOException {
      IOException failure = null;
      for (HeldCollection collection : collections) {
        try {
          collection.close();
        } catch (IOException e) {
          failure = e;
        }
      }
      if (failure != null) {
        throw failure;
      }
    }
  }

  /** Holds everything as it is now. Nothing is copied, so that it takes but a moment. */
  Held hold() throws IOException {
    synchronized (lock) {
      checkOpen();
      List<HeldCollection> collections = new ArrayList<>();
      Map<String, String> names = new TreeMap<>();
      aliases.all().forEach(alias -> names.put(alias.name(), alias.collection()));
      Held held = new Held(collections, names);
      try {
        for (Collection collection : open.values()) {
          collections.add(collection.hold());
        }
        return held;
      } catch (IOException | RuntimeException e) {
        try {
          held.close();
        } catch (IOException suppressed) {
          e.addSuppressed(suppressed);
        }
        throw e;
      }
    }
  }

  /** Throws when a collection that is to be restored cannot get its name. */
  void checkReplaceable(CollectionDescriptor restored) {
    systemLog.requireWritable();
    String name = restored.name();
    Collection old = open.get(name);
    if (old == null) {
      CollectionNames.check(name);
      if (aliases.find(name) != null) {
        throw VdbException.invalid(
            "Can't create collection with name " + name
                + ". Alias with the same name already exists");
      }
    } else if (!old.descriptor().shape().equals(restored.shape())) {
      throw VdbException.invalid(
          "Snapshot is not compatible with existing collection: Collection vectors: "
              + old.descriptor().shape() + " Snapshot vectors: " + restored.shape());
    }
  }

  /**
   * Lets restored collections, which are open, take the place of those of their names, in one step
   * that survives a crash; the aliases stay. What they replace is deleted.
   *
   * @param added further aliases, by the names of restored collections
   * @param alone whether there must be no collection yet
   */
  void restore(
      List<Collection> restored, Map<String, String> added, boolean alone, WriteRun run)
      throws IOException {
    List<Collection> gone = new ArrayList<>();
    synchronized (lock) {
      checkOpen();
      if (alone && !open.isEmpty()) {
        throw VdbException.invalid(
            "a full snapshot is restored into an empty database, and this one has collections");
      }
      Map<UUID, UUID> replaced = new HashMap<>();
      Map<String, Collection> byName = new HashMap<>();
      for (Collection collection : restored) {
        checkReplaceable(collection.descriptor());
        byName.put(collection.name(), collection);
        Collection old = open.get(collection.name());
        if (old != null) {
          gone.add(old);
          replaced.put(collection.descriptor().uuid(), old.descriptor().uuid());
        }
      }
      AliasTable after = aliases;
      for (Collection old : gone) {
        after = after.moved(old, Objects.requireNonNull(byName.get(old.name())));
      }
      after = after.with(added, byName);
      Map<String, UUID> addedIds = new TreeMap<>();
      added.forEach(
          (alias, name) ->
              addedIds.put(
                  alias, Objects.requireNonNull(byName.get(name)).descriptor().uuid()));
      try {
        systemLog.restored(
            restored.stream().map(Collection::descriptor).toList(), replaced, addedIds, run);
      } catch (IOException | RuntimeException e) {
        // The record may be on the disk all the same, and then later writes would be lost.
        gone.forEach(old -> old.refuseWrites(e));
        throw e;
      }
      for (Collection old : gone) {
        old.replaced();
        listener.removed(old);
      }
      restored.forEach(this::add);
      aliases = after;
    }
    FailPoint.RESTORE_RECORDED.pass();
    gone.forEach(this::deleteReplaced);
  }

  /** Nobody finds it any more; if it cannot be deleted now, the next start does that. */
  private void deleteReplaced(Collection collection) {
    try {
      collection.discard();
      DurableFiles.deleteTree(directory.collection(collection.descriptor().uuid()));
    } catch (IOException | RuntimeException e) {
      LOG.warn("What a snapshot replaced of collection {} is left", collection.name(), e);
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new VdbException(ErrorCode.UNAVAILABLE, "the database is closed");
    }
  }

  /** Closes every collection; failures are gathered and the first is thrown. */
  void close() throws IOException {
    synchronized (lock) {
      closed = true;
      IOException failure = null;
      for (Collection collection : open.values()) {
        try {
          collection.close();
        } catch (IOException | RuntimeException e) {
          IOException problem =
              new IOException("collection `" + collection.name() + "` did not close cleanly", e);
          if (failure == null) {
            failure = problem;
          } else {
            failure.addSuppressed(problem);
          }
        }
      }
      open.clear();
      aliases = AliasTable.EMPTY;
      if (failure != null) {
        throw failure;
      }
    }
  }
}
