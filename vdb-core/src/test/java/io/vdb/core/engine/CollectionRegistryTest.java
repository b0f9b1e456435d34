package io.vdb.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.log.Durability;
import io.vdb.core.log.FileOperationLog;
import io.vdb.core.log.LogConfig;
import io.vdb.core.log.OperationLog;
import io.vdb.core.memory.MemoryIndexProvider;
import io.vdb.core.model.Alias;
import io.vdb.core.model.AliasAction;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.observability.spi.Observability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectionRegistryTest {

  private static final CollectionConfig CONFIG = CollectionConfig.of(1, Distance.DOT);

  private static final CollectionListener NOBODY =
      new CollectionListener() {
        @Override
        public void opened(Collection collection) {}

        @Override
        public void removed(Collection collection) {}
      };

  @TempDir Path folder;

  private final EngineMetrics metrics = new EngineMetrics(Observability.noop().meter());
  private final LogMeasurement measurement = new LogMeasurement(metrics);
  private final StorageMetrics storage = new StorageMetrics(Observability.noop().meter());
  private final WriteAccess access =
      new WriteAccess("the system log", storage, Duration.ofSeconds(1));

  private OperationLog log(DataDirectory directory) throws IOException {
    return FileOperationLog.open(
        directory.systemLog(), LogConfig.of(Durability.SYNC), measurement);
  }

  private CollectionRegistry registry(
      DataDirectory directory, SystemLog log, Executor threads, CollectionListener listener) {
    return new CollectionRegistry(
        directory,
        log,
        new EngineContext(
            new MemoryIndexProvider(),
            Durability.SYNC,
            Limits.DEFAULT,
            1,
            Observability.noop(),
            metrics,
            new PayloadIndexMetrics(Observability.noop().meter()),
            storage,
            Duration.ofSeconds(1),
            0,
            new SlowQueries(DatabaseConfig.defaultSlowQueries(), metrics),
            new BackgroundWork(Observability.noop(), metrics),
            InstantSource.system(),
            threads,
            threads),
        listener);
  }

  private static WriteRun run(WriteKind kind) {
    return new WriteRun(kind, "c");
  }

  @Test
  void opensAgainAfterTheRecordOfANewCollectionWasWrittenButNotFlushed() throws Exception {
    try (DataDirectory directory = DataDirectory.open(folder);
        ExecutorService threads = Executors.newCachedThreadPool();
        SystemLog log = new SystemLog(new UnflushedLog(log(directory)), measurement, access)) {
      CollectionRegistry registry = registry(directory, log, threads, NOBODY);
      registry.openAll();
      assertThatThrownBy(() -> registry.create("c", CONFIG, run(WriteKind.CREATE_COLLECTION)))
          .isInstanceOf(IOException.class);
      registry.close();
    }
    try (Database database = TestDatabases.open(folder, Limits.DEFAULT)) {
      assertThat(database.collection("c").count(null)).isZero();
    }
  }

  /** Nobody has been told that it worked, so it may have worked: but only as a whole. */
  @Test
  void changesNoAliasWhenTheRecordWasNotFlushedAndAllOfThemWhenItIsFound() throws Exception {
    try (Database database = TestDatabases.open(folder, Limits.DEFAULT)) {
      database.createCollection("one", CONFIG);
      database.createCollection("two", CONFIG);
      database.updateAliases(
          List.of(new AliasAction.Create("a", "one"), new AliasAction.Create("b", "one")));
    }
    List<AliasAction> batch =
        List.of(
            new AliasAction.Create("a", "two"),
            new AliasAction.Rename("b", "c"),
            new AliasAction.Create("d", "two"));
    try (DataDirectory directory = DataDirectory.open(folder);
        ExecutorService threads = Executors.newCachedThreadPool();
        SystemLog log = new SystemLog(new UnflushedLog(log(directory)), measurement, access)) {
      CollectionRegistry registry = registry(directory, log, threads, NOBODY);
      registry.openAll();
      List<Alias> before = registry.aliases().all();
      assertThatThrownBy(() -> registry.changeAliases(new AliasRun(batch, registry.aliases())))
          .isInstanceOf(IOException.class);
      assertThat(registry.aliases().all())
          .isEqualTo(before)
          .containsExactly(new Alias("a", "one"), new Alias("b", "one"));
      registry.close();
    }
    try (Database database = TestDatabases.open(folder, Limits.DEFAULT)) {
      assertThat(database.aliases())
          .containsExactly(new Alias("a", "two"), new Alias("c", "one"), new Alias("d", "two"));
    }
  }

  @Test
  void tellsOfACollectionBeforeAnybodyCanDeleteIt() throws Exception {
    try (DataDirectory directory = DataDirectory.open(folder);
        ExecutorService threads = Executors.newCachedThreadPool();
        SystemLog log = new SystemLog(log(directory), measurement, access)) {
      DeletingAtOnce listener = new DeletingAtOnce();
      CollectionRegistry registry = registry(directory, log, threads, listener);
      registry.openAll();
      listener.deletesFrom(registry);
      Collection created = registry.create("c", CONFIG, run(WriteKind.CREATE_COLLECTION));
      listener.awaitDeleted();
      assertThat(listener.events).containsExactly("opened", "removed");
      assertThat(listener.removed).isSameAs(created);
      registry.close();
    }
  }

  /** Has another thread delete each new collection, and waits until that is done or kept waiting. */
  private static final class DeletingAtOnce implements CollectionListener {
    final List<String> events = new CopyOnWriteArrayList<>();
    private @Nullable CollectionRegistry registry;
    private @Nullable Thread deleting;
    private volatile @Nullable Collection removed;

    void deletesFrom(CollectionRegistry registry) {
      this.registry = registry;
    }

    @Override
    public void opened(Collection collection) {
      Thread thread = Thread.ofPlatform().start(() -> delete(collection.name()));
      deleting = thread;
      while (thread.getState() != Thread.State.BLOCKED && thread.isAlive()) {
        Thread.onSpinWait();
      }
      events.add("opened");
    }

    private void delete(String name) {
      try {
        Objects.requireNonNull(registry).delete(name, run(WriteKind.DELETE_COLLECTION));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void removed(Collection collection) {
      removed = collection;
      events.add("removed");
    }

    void awaitDeleted() throws InterruptedException {
      assertThat(Objects.requireNonNull(deleting).join(Duration.ofSeconds(60))).isTrue();
    }
  }

  /** Writes records, then says that flushing them failed. */
  private record UnflushedLog(OperationLog log) implements OperationLog {

    @Override
    public long lastSequence() {
      return log.lastSequence();
    }

    @Override
    public long firstSequence() {
      return log.firstSequence();
    }

    @Override
    public long append(List<ByteBuffer> bodies) throws IOException {
      log.append(bodies);
      throw new IOException("the flush failed");
    }

    @Override
    public void sync() throws IOException {
      log.sync();
    }

    @Override
    public void replay(long after, RecordVisitor visitor) throws IOException {
      log.replay(after, visitor);
    }

    @Override
    public void truncateThrough(long sequence) throws IOException {
      log.truncateThrough(sequence);
    }

    @Override
    public long sizeBytes() {
      return log.sizeBytes();
    }

    @Override
    public void close() throws IOException {
      log.close();
    }
  }
}
