package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.filter.Filter;
import io.vdb.core.index.IndexEnvironment;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.IndexStats;
import io.vdb.core.index.VectorIndex;
import io.vdb.core.log.FileOperationLog;
import io.vdb.core.log.LogConfig;
import io.vdb.core.log.OperationLog;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.CollectionInfo;
import io.vdb.core.model.CollectionStatus;
import io.vdb.core.model.Payload;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointSelector;
import io.vdb.core.model.Projection;
import io.vdb.core.model.ScrollPage;
import io.vdb.core.model.SearchRequest;
import io.vdb.core.model.SearchResult;
import io.vdb.core.model.StoredRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A named set of points. All methods block the calling thread until they are done; safe for
 * concurrent use. Every read sees one state between two operations. A write to points that a filter
 * chooses takes several operations when they are many, so that memory stays bounded; whatever
 * happens meanwhile, it is on the same points.
 *
 * <p>Every method throws {@link VdbException}: {@code INVALID_ARGUMENT} for a wrong request, which
 * changes nothing, {@code NOT_FOUND} once the collection is deleted, {@code RESOURCE_EXHAUSTED} when
 * too many writes wait, {@code UNAVAILABLE} when the collection is closed or cannot be written.
 */
public final class Collection {

  private static final Logger LOG = LoggerFactory.getLogger(Collection.class);

  /** With no more recent points than this, searching them costs little and the state is green. */
  private static final int FEW_RECENT = 1_000;

  private final CollectionDescriptor descriptor;
  private final OperationLog log;
  private final VectorIndex index;
  private final PointTable table;
  private final OperationCodec codec;
  private final WriteQueue writes;
  private final IndexMaintenance maintenance;
  private final Searcher searcher;
  private final RequestChecks checks;
  private final EngineMetrics metrics;
  private volatile boolean deleted;

  private Collection(
      CollectionDescriptor descriptor,
      OperationLog log,
      VectorIndex index,
      PointTable table,
      EngineContext context) {
    CollectionConfig config = descriptor.config();
    this.descriptor = descriptor;
    this.log = log;
    this.index = index;
    this.table = table;
    this.metrics = context.metrics();
    this.codec = new OperationCodec(config.size());
    this.searcher = new Searcher(config, context.indexes().kernel(config.distance()));
    this.checks = new RequestChecks(config, context.limits());
    AtomicReference<@Nullable WriteQueue> queue = new AtomicReference<>();
    this.maintenance =
        new IndexMaintenance(
            descriptor.name(),
            index,
            log,
            table,
            metrics,
            context.background(),
            cause -> {
              WriteQueue failing = queue.get();
              if (failing != null) {
                failing.fail(cause);
              }
            });
    this.writes =
        new WriteQueue(
            descriptor.name(),
            log,
            table,
            codec,
            metrics,
            context.limits(),
            context.writers(),
            maintenance::flushIfLarge);
    queue.set(writes);
  }

  /** Opens the files in the folder and replays what the last commit does not hold. */
  static Collection open(CollectionDescriptor descriptor, Path folder, EngineContext context)
      throws IOException {
    AtomicReference<@Nullable Collection> opened = new AtomicReference<>();
    CollectionConfig config = descriptor.config();
    OperationLog log =
        FileOperationLog.open(
            folder.resolve("log"),
            LogConfig.of(context.durability()),
            new LogMetrics(context.metrics()));
    try {
      VectorIndex index =
          context
              .indexes()
              .open(
                  folder.resolve("index"),
                  new IndexSpec(config.size(), config.distance(), config.hnsw()),
                  new IndexEnvironment(
                      descriptor.name(),
                      context.backgroundThreads(),
                      () -> {
                        Collection collection = opened.get();
                        if (collection != null) {
                          collection.maintenance.indexChanged();
                        }
                      },
                      context.observability()));
      try {
        Collection collection =
            new Collection(
                descriptor, log, index, new PointTable(index.snapshot(), context.limits()), context);
        collection.recover();
        opened.set(collection);
        collection.maintenance.indexChanged(); // merges may have ended while it was opened
        context.metrics().loaded(true);
        return collection;
      } catch (IOException | RuntimeException e) {
        closing(e, index);
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      context.metrics().loaded(false);
      closing(e, log);
      throw e;
    }
  }

  private static void closing(Exception cause, AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      cause.addSuppressed(e);
    }
  }

  private void recover() throws IOException {
    long committed = index.committedSequence();
    if (log.firstSequence() > committed + 1 || log.lastSequence() < committed) {
      throw new VdbException(
          ErrorCode.DATA_LOSS,
          "collection `" + name() + "`: the index holds operations up to " + committed
              + " but the log holds " + log.firstSequence() + " to " + log.lastSequence()
              + "; operations are missing");
    }
    long start = System.nanoTime();
    log.replay(
        committed,
        (sequence, body) -> {
          table.apply(sequence, List.of(codec.decode(sequence, body)));
          if (table.wantsFlush()) {
            maintenance.flush();
          }
        });
    LOG.info(
        "Collection {} is open with {} points; {} operations were replayed in {} ms",
        name(),
        info().points(),
        log.lastSequence() - committed,
        (System.nanoTime() - start) / 1_000_000);
  }

  /** Returns the name. */
  public String name() {
    return descriptor.name();
  }

  /** Returns the settings. */
  public CollectionConfig config() {
    return descriptor.config();
  }

  CollectionDescriptor descriptor() {
    return descriptor;
  }

  /** Returns the state of now. */
  public CollectionInfo info() {
    View view = table.peek();
    if (view == null) {
      throw gone();
    }
    IndexStats stats = index.stats();
    int recent = view.recentSize();
    return new CollectionInfo(
        status(stats, recent),
        view.pointCount(),
        stats.indexedVectors(),
        stats.segments() + (recent > 0 ? 1 : 0),
        recent > 0,
        config(),
        stats.bytes(),
        log.sizeBytes(),
        view.sequence());
  }

  private CollectionStatus status(IndexStats stats, int recent) {
    if (writes.failure() != null) {
      return CollectionStatus.RED;
    }
    return stats.optimizing() || recent > FEW_RECENT || table.isFlushing()
        ? CollectionStatus.YELLOW
        : CollectionStatus.GREEN;
  }

  private VdbException gone() {
    return deleted
        ? CollectionRegistry.notFound(name())
        : new VdbException(ErrorCode.UNAVAILABLE, "the database is closed");
  }

  /** Puts points, replacing those with the same ids; visible to every read on return. */
  public WriteReceipt upsert(List<Point> points) {
    return upsert(points, Acknowledge.VISIBLE);
  }

  /**
   * Puts points, replacing those with the same ids, all of them in one step.
   *
   * @param points of an id given twice the last one counts
   */
  public WriteReceipt upsert(List<Point> points, Acknowledge acknowledge) {
    long start = metrics.startInsert();
    try {
      Operation operation = new Operation.Upsert(checks.points(points));
      WriteReceipt receipt =
          await(PendingWrite.of(operation, codec.encode(operation), acknowledge));
      metrics.insertDone(start);
      return receipt;
    } catch (VdbException e) {
      metrics.insertFailed();
      throw e;
    }
  }

  /** Deletes points; ids without a point are passed over. */
  public WriteReceipt delete(PointSelector selector, Acknowledge acknowledge) {
    return write(selector, Operation.Delete::new, acknowledge);
  }

  /**
   * Puts fields over the payloads of points, top level only.
   *
   * @throws VdbException with {@code NOT_FOUND}, and nothing changed, when one of the ids has no point
   */
  public WriteReceipt setPayload(PointSelector selector, Payload fields, Acknowledge acknowledge) {
    checks.payload(fields);
    return write(
        selector,
        ids -> {
          checks.payloadForAll(ids, fields);
          return new Operation.SetPayload(ids, fields);
        },
        acknowledge);
  }

  private WriteReceipt write(
      PointSelector selector, Function<List<PointId>, Operation> forIds, Acknowledge acknowledge) {
    return switch (selector) {
      case PointSelector.Ids ids -> {
        checks.ids(ids.ids());
        Operation operation = forIds.apply(ids.ids());
        yield await(PendingWrite.of(operation, codec.encode(operation), acknowledge));
      }
      case PointSelector.Matching matching -> {
        checks.filter(matching.filter());
        yield await(PendingWrite.matching(matching.filter(), forIds, acknowledge));
      }
    };
  }

  private WriteReceipt await(PendingWrite write) {
    if (deleted) {
      throw gone();
    }
    writes.submit(write);
    try {
      return write.receipt().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VdbException(
          ErrorCode.UNAVAILABLE, "interrupted while waiting; the write may still take place", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof VdbException cause) {
        throw new VdbException(cause.code(), String.valueOf(cause.getMessage()), cause);
      }
      throw new VdbException(ErrorCode.INTERNAL, "a write failed: " + e.getCause(), e);
    }
  }

  /** A read of one view. */
  private interface Read<T> {
    T from(View view) throws IOException;
  }

  private <T> T read(Read<T> read) {
    View view = table.acquire();
    if (view == null) {
      throw gone();
    }
    try {
      return read.from(view);
    } catch (IOException e) {
      throw new VdbException(
          ErrorCode.INTERNAL, "collection `" + name() + "` cannot be read: " + e, e);
    } finally {
      view.base().release();
    }
  }

  /** Finds the nearest points. */
  public SearchResult search(SearchRequest request) {
    long start = metrics.startSearch();
    try {
      checks.search(request);
      SearchResult result = read(view -> searcher.search(view, request));
      metrics.searched(start, result);
      return result;
    } catch (RuntimeException e) {
      metrics.searchFailed();
      throw e;
    }
  }

  /** Reads points by id, in the order of the ids; ids without a point are left out, doubles too. */
  public List<StoredRecord> retrieve(List<PointId> ids, Projection projection) {
    checks.ids(ids);
    return read(view -> new PointReader(view).records(ids, projection));
  }

  /**
   * Reads matching points in the order of their ids.
   *
   * @param from id to start at, itself included; from the first one when absent
   * @param limit at least 1
   */
  public ScrollPage scroll(
      @Nullable PointId from, int limit, @Nullable Filter filter, Projection projection) {
    checks.page(limit, 0);
    checks.filter(filter);
    return read(view -> new PointReader(view).scroll(from, limit, filter, projection));
  }

  /** Counts the matching points exactly. */
  public long count(@Nullable Filter filter) {
    checks.filter(filter);
    return read(view -> new PointReader(view).count(filter));
  }

  /** Uses a quiet time for background work. */
  void tick() {
    maintenance.tick(writes.lastWriteNanos());
  }

  /** Finishes accepted writes, commits and releases everything. */
  void close() throws IOException {
    writes.close();
    maintenance.stop();
    try (log;
        index) {
      if (writes.failure() == null) {
        maintenance.flushAndCommit();
      }
    } finally {
      table.close();
    }
  }

  /** Ends the collection without keeping anything; the folder may be deleted afterwards. */
  void discard() throws IOException {
    deleted = true;
    writes.close();
    maintenance.stop();
    try (log;
        index) {
      table.close();
    }
  }
}
