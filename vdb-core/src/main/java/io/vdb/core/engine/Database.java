package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.fault.FailPoint;
import io.vdb.core.filter.FieldIndex;
import io.vdb.core.health.Health;
import io.vdb.core.health.HealthCheck;
import io.vdb.core.health.HealthReport;
import io.vdb.core.index.VectorIndexProvider;
import io.vdb.core.log.Durability;
import io.vdb.core.log.FileOperationLog;
import io.vdb.core.log.LogConfig;
import io.vdb.core.model.Alias;
import io.vdb.core.model.AliasAction;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.observe.SlowQueryLog;
import io.vdb.core.snapshot.SnapshotFolder;
import io.vdb.observability.spi.Observability;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collections in a data directory, opened by one process at a time. Safe for concurrent use.
 *
 * <p>Whoever opens it closes it: closing finishes accepted writes and commits. A process that dies
 * without closing loses nothing that was acknowledged; the next one to open recovers it.
 */
public final class Database implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final Duration TICK = Duration.ofMillis(100);
  private static final Duration HEALTH_TICK = Duration.ofSeconds(10);

  private final DataDirectory directory;
  private final SystemLog systemLog;
  private final CollectionRegistry registry;
  private final SlowQueryLog slowQueries;
  private final EngineMetrics metrics;
  private final AliasMetrics aliasMetrics;
  private final AliasWriter aliasWriter;
  private final SchemaWriter schemaWriter;
  private final Snapshots snapshots;
  private final Health health;
  private final Verifications verifications;
  private final BackgroundWork work;
  private final DatabaseGauges gauges;
  private final CollectionSeries series;
  private final ExecutorService writers;
  private final ExecutorService background;
  private final ScheduledExecutorService clock;
  private final Object closing = new Object();
  private boolean closed;

  private Database(
      DataDirectory directory,
      DatabaseConfig config,
      VectorIndexProvider indexes,
      List<HealthCheck> addedChecks,
      Observability observability)
      throws IOException {
    this.directory = directory;
    writers = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("vdb-writer-", 0).factory());
    background =
        Executors.newFixedThreadPool(
            Math.max(2, config.backgroundThreads()),
            Thread.ofPlatform().daemon().name("vdb-maintenance-", 0).factory());
    clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("vdb-clock").factory());
    StorageMetrics storageMetrics;
    try {
      storageMetrics = new StorageMetrics(observability.meter());
      // For spans only: the metrics of the write-ahead log are about points.
      LogMeasurement measurement =
          new LogMeasurement(new EngineMetrics(Observability.noop().meter()));
      systemLog =
          new SystemLog(
              FileOperationLog.open(
                  directory.systemLog(),
                  // It is the ground for deleting folders, so that none of it may ever be lost.
                  LogConfig.of(Durability.SYNC).withClock(config.wallClock()),
                  measurement),
              measurement,
              new WriteAccess(
                  "the list of collections, aliases and payload indexes",
                  storageMetrics,
                  config.resumeAfter()));
    } catch (IOException | RuntimeException e) {
      stopThreads();
      throw e;
    }
    SnapshotFolder snapshotFolder;
    try {
      snapshotFolder = SnapshotFolder.open(config.snapshots());
    } catch (IOException | RuntimeException e) {
      stopThreads();
      closing(e, systemLog);
      throw e;
    }
    slowQueries = config.slowQueries();
    metrics = new EngineMetrics(observability.meter());
    PayloadIndexMetrics payloadIndexMetrics = new PayloadIndexMetrics(observability.meter());
    work = new BackgroundWork(observability, metrics);
    series = new CollectionSeries(observability.meter(), config.collectionSeries());
    EngineContext context =
        new EngineContext(
            indexes,
            config.durability(),
            config.limits(),
            config.backgroundThreads(),
            observability,
            metrics,
            payloadIndexMetrics,
            storageMetrics,
            config.resumeAfter(),
            config.checkedAtOnce(),
            new SlowQueries(slowQueries, metrics),
            work,
            config.wallClock(),
            writers,
            background);
    registry = new CollectionRegistry(directory, systemLog, context, series);
    snapshots =
        new Snapshots(
            snapshotFolder,
            this::collection,
            registry,
            new SnapshotRestorer(directory, registry, context),
            new SnapshotMetrics(observability.meter(), snapshotFolder),
            config.wallClock());
    aliasMetrics = new AliasMetrics(observability.meter());
    aliasWriter = new AliasWriter(registry, aliasMetrics);
    schemaWriter = new SchemaWriter(registry, this::collection, payloadIndexMetrics);
    verifications =
        new Verifications(
            registry,
            indexes::kernel,
            config.snapshots(),
            work,
            new VerifyMetrics(observability.meter()));
    gauges = new DatabaseGauges(observability.meter(), registry, config.limits());
    List<HealthCheck> checks =
        new ArrayList<>(HealthChecks.of(registry, directory.root(), config.snapshots()));
    checks.addAll(addedChecks);
    try {
      health = new Health(checks, new HealthMetrics(observability.meter()));
    } catch (IllegalArgumentException e) {
      stopThreads();
      for (AutoCloseable opened : List.<AutoCloseable>of(gauges, series, work, snapshots::close)) {
        closing(e, opened);
      }
      closing(e, systemLog);
      throw new VdbException(
          ErrorCode.UNAVAILABLE, "a health check cannot be used: " + e.getMessage(), e);
    }
  }

  /** Opens with defaults and without observability; see {@link #open(DatabaseConfig, Observability)}. */
  public static Database open(Path dataDirectory) {
    return open(DatabaseConfig.of(dataDirectory), Observability.noop());
  }

  /**
   * Locks the data directory, recovers every collection, and returns when all of them can be read
   * and written.
   *
   * @param observability not closed by the database
   * @throws VdbException with {@code UNAVAILABLE} when the directory cannot be used or is in use,
   *     with {@code DATA_LOSS} when what concerns all collections is damaged or of a newer format; a
   *     collection that is damaged itself is there, and says so to whoever reads or writes it
   */
  public static Database open(DatabaseConfig config, Observability observability) {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return open(
        config, observability, context != null ? context : Database.class.getClassLoader());
  }

  /** Opens with providers from a class loader of the caller's choice. */
  public static Database open(
      DatabaseConfig config, Observability observability, ClassLoader providers) {
    return open(
        config,
        observability,
        IndexProviders.select(config.indexProvider(), providers),
        HealthChecks.found(providers),
        TICK);
  }

  /** Opens with a provider that the caller has; the configuration's name is not looked at. */
  public static Database open(
      DatabaseConfig config, Observability observability, VectorIndexProvider indexes) {
    return open(config, observability, indexes, List.of(), TICK);
  }

  /**
   * The same for tests, which say how often it is looked whether a time without writes is to be
   * used: what they see must not depend on how long the disk takes.
   */
  static Database open(
      DatabaseConfig config,
      Observability observability,
      VectorIndexProvider indexes,
      Duration tick) {
    return open(config, observability, indexes, List.of(), tick);
  }

  private static Database open(
      DatabaseConfig config,
      Observability observability,
      VectorIndexProvider indexes,
      List<HealthCheck> checks,
      Duration tick) {
    FailPoint.check();
    try {
      DataDirectory directory = DataDirectory.open(config.dataDirectory());
      try {
        Database database = new Database(directory, config, indexes, checks, observability);
        database.start(tick);
        return database;
      } catch (IOException | RuntimeException e) {
        try {
          directory.close();
        } catch (IOException | RuntimeException suppressed) {
          e.addSuppressed(suppressed);
        }
        throw e;
      }
    } catch (IOException e) {
      throw new VdbException(
          ErrorCode.UNAVAILABLE,
          "the data directory " + config.dataDirectory() + " cannot be opened: " + e,
          e);
    }
  }

  private static void closing(Exception cause, AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      cause.addSuppressed(e);
    }
  }

  private void start(Duration tick) throws IOException {
    try {
      registry.openAll();
      ScheduledFuture<?> _ =
          clock.scheduleWithFixedDelay(
              this::tick, tick.toNanos(), tick.toNanos(), TimeUnit.NANOSECONDS);
      ScheduledFuture<?> _ =
          clock.scheduleWithFixedDelay(
              this::checkHealth, 0, HEALTH_TICK.toNanos(), TimeUnit.NANOSECONDS);
    } catch (IOException | RuntimeException e) {
      try {
        release();
      } catch (IOException | RuntimeException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /** What it says is remembered; nobody waits for it here. */
  private void checkHealth() {
    CompletableFuture<HealthReport> _ = health.check();
  }

  private void tick() {
    try {
      registry.tick();
    } catch (RuntimeException e) {
      LOG.error("Background work failed", e);
    }
  }

  /**
   * Creates a collection; it survives a crash on return.
   *
   * @throws VdbException with {@code ALREADY_EXISTS} when the name is taken, {@code INVALID_ARGUMENT}
   *     when it cannot be used or is that of an alias
   */
  public Collection createCollection(String name, CollectionConfig config) {
    return observed(
        WriteKind.CREATE_COLLECTION,
        name,
        run -> {
          try {
            return registry.create(name, config, run);
          } catch (IOException e) {
            throw new VdbException(
                ErrorCode.UNAVAILABLE, "collection `" + name + "` cannot be created: " + e, e);
          }
        });
  }

  /**
   * Changes settings of a collection, given by its name or an alias: durable on return, and in force.
   * What its vectors are cannot change. New parameters of graphs are those of segments that are
   * merged from then on, and {@code fullScanThreshold} counts from the next start.
   *
   * @param change makes the new settings of those before; called while nobody else changes any
   * @throws VdbException with {@code NOT_FOUND} when there is no such collection, and with {@code
   *     INVALID_ARGUMENT} when the change makes other vectors
   */
  public void updateCollection(String name, UnaryOperator<CollectionConfig> change) {
    Collection collection = collection(name);
    var _ =
        observed(
            WriteKind.UPDATE_COLLECTION,
            collection.name(),
            run -> {
              try {
                registry.update(collection, change, run);
                return collection;
              } catch (IOException e) {
                throw new VdbException(
                    ErrorCode.UNAVAILABLE, "collection `" + name + "` cannot be changed: " + e, e);
              }
            });
  }

  /**
   * Gives a collection, given by its name or an alias, another vector: durable on return, and in
   * force. No point has it, also where there was another vector of its name before.
   *
   * @param change adds one to the settings of before, or changes nothing; called while nobody else
   *     changes any
   * @return the last operation that is visible, since this is none of them
   * @throws VdbException with {@code NOT_FOUND} when there is no such collection
   */
  public WriteReceipt createVector(String name, UnaryOperator<CollectionConfig> change) {
    return changeVectors(WriteKind.CREATE_VECTOR_NAME, name, change);
  }

  /**
   * Takes a vector away from a collection, given by its name or an alias, and from all its points:
   * durable on return, and in force. Its space on the disk is freed by merges.
   *
   * @param change removes one from the settings of before, or changes nothing; called while nobody
   *     else changes any
   * @return the last operation that is visible, since this is none of them
   * @throws VdbException with {@code NOT_FOUND} when there is no such collection
   */
  public WriteReceipt deleteVector(String name, UnaryOperator<CollectionConfig> change) {
    return changeVectors(WriteKind.DELETE_VECTOR_NAME, name, change);
  }

  private WriteReceipt changeVectors(
      WriteKind kind, String name, UnaryOperator<CollectionConfig> change) {
    Collection collection = collection(name);
    return observed(
        kind,
        collection.name(),
        run -> {
          registry.changeVectors(collection, change, run);
          return new WriteReceipt(collection.info().lastSequence(), true);
        });
  }

  private <T> T observed(WriteKind kind, String name, Function<WriteRun, T> change) {
    WriteObserver observer = new WriteObserver(name, metrics);
    WriteRun run = observer.begin(kind);
    T changed;
    try {
      changed = change.apply(run);
    } catch (RuntimeException | Error e) {
      observer.ended(run, false, e);
      throw e;
    }
    observer.ended(run, false, null);
    return changed;
  }

  /**
   * Declares the type of a field of payloads, and nothing else of it; survives a crash on return.
   * Declaring the same again changes nothing.
   *
   * @return the last operation that is visible, since this is none of them
   * @throws VdbException with {@code NOT_FOUND} when there is no such collection
   */
  public WriteReceipt createPayloadIndex(String collection, PayloadPath field, FieldIndex index) {
    return schemaWriter.write(collection, new SchemaChange.Create(field, index));
  }

  /**
   * Declares nothing of a field any more; where nothing was, nothing changes.
   *
   * @return the last operation that is visible, since this is none of them
   * @throws VdbException with {@code NOT_FOUND} when there is no such collection
   */
  public WriteReceipt deletePayloadIndex(String collection, PayloadPath field) {
    return schemaWriter.write(collection, new SchemaChange.Delete(field));
  }

  /**
   * Returns the collection of this name or alias. Whoever has it keeps it, also when the alias leads
   * to another one meanwhile.
   *
   * @throws VdbException with {@code NOT_FOUND} when there is none
   */
  public Collection collection(String name) {
    Collection found = resolve(name);
    if (found == null) {
      aliasMetrics.missed();
      throw CollectionRegistry.notFound(name);
    }
    return found;
  }

  /** Returns the collection of this name or alias if there is one. */
  public Optional<Collection> find(String name) {
    return Optional.ofNullable(resolve(name));
  }

  private @Nullable Collection resolve(String name) {
    Collection named = registry.find(name);
    if (named != null) {
      return named;
    }
    Collection target = registry.aliases().find(name);
    if (target != null) {
      aliasMetrics.resolved();
    }
    return target;
  }

  /**
   * Lets a batch of changes to aliases take place in one step, which survives a crash on return: a
   * look-up sees all of it or nothing. Each action sees what those before it did.
   *
   * @throws VdbException when one of the actions is not possible, and nothing is changed: {@code
   *     NOT_FOUND} for a collection or an alias that is not there, {@code ALREADY_EXISTS} for an alias
   *     with the name of a collection, {@code INVALID_ARGUMENT} for a name that cannot be used
   */
  public void updateAliases(List<AliasAction> actions) {
    aliasWriter.write(actions);
  }

  /** Returns all aliases in alphabetical order. */
  public List<Alias> aliases() {
    return registry.aliases().all();
  }

  /**
   * Deletes a collection of this name, not alias, for good, and its aliases with it; returns false
   * when there was none.
   */
  public boolean deleteCollection(String name) {
    return observed(
        WriteKind.DELETE_COLLECTION,
        name,
        run -> {
          try {
            return registry.delete(name, run);
          } catch (IOException e) {
            throw new VdbException(
                ErrorCode.UNAVAILABLE, "collection `" + name + "` cannot be deleted: " + e, e);
          }
        });
  }

  /** Returns the snapshots of collections. */
  public Snapshots snapshots() {
    return snapshots;
  }

  /** Returns how the components of this database are; others may be added. */
  public Health health() {
    return health;
  }

  /** Returns what looks whether everything that is kept is whole. */
  public Verifications verifications() {
    return verifications;
  }

  /** Returns the log of slow queries, as it was configured. */
  public SlowQueryLog slowQueries() {
    return slowQueries;
  }

  /** Returns the names in alphabetical order. */
  public List<String> collectionNames() {
    return registry.all().stream().map(Collection::name).toList();
  }

  /**
   * Finishes accepted writes, commits and releases everything. Idempotent.
   *
   * @throws VdbException with {@code UNAVAILABLE} when something could not be written; what was
   *     acknowledged is in the log all the same
   */
  @Override
  public void close() {
    synchronized (closing) {
      if (closed) {
        return;
      }
      closed = true;
    }
    try (directory) {
      release();
    } catch (IOException e) {
      throw new VdbException(ErrorCode.UNAVAILABLE, "the database did not close cleanly: " + e, e);
    }
  }

  private void release() throws IOException {
    health.close();
    snapshots.close();
    clock.shutdown();
    gauges.close();
    series.close();
    work.close();
    try (systemLog) {
      registry.close();
    } finally {
      stopThreads();
    }
  }

  private void stopThreads() {
    clock.shutdownNow();
    writers.shutdown();
    background.shutdown();
  }
}
