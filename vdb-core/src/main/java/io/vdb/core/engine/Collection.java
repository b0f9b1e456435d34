package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.PayloadSchema;
import io.vdb.core.index.IndexEnvironment;
import io.vdb.core.index.IndexInspection;
import io.vdb.core.index.IndexSnapshot;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.IndexStats;
import io.vdb.core.index.VectorIndex;
import io.vdb.core.index.WordField;
import io.vdb.core.log.FileOperationLog;
import io.vdb.core.log.LogConfig;
import io.vdb.core.log.OperationLog;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.CollectionInfo;
import io.vdb.core.model.CollectionSizes;
import io.vdb.core.model.CollectionStatus;
import io.vdb.core.model.DeclaredField;
import io.vdb.core.model.FacetHit;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.OrderBy;
import io.vdb.core.model.OrderedRecord;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointSelector;
import io.vdb.core.model.PointWrite;
import io.vdb.core.model.Projection.VectorSelector;
import io.vdb.core.model.Projection;
import io.vdb.core.model.ScrollPage;
import io.vdb.core.model.SearchRequest;
import io.vdb.core.model.SearchResult;
import io.vdb.core.model.SparseConfig;
import io.vdb.core.model.StoredRecord;
import io.vdb.core.model.VectorConfig;
import io.vdb.core.query.GroupsRequest;
import io.vdb.core.query.GroupsResult;
import io.vdb.core.query.MatrixRequest;
import io.vdb.core.query.MatrixResult;
import io.vdb.core.query.QueryRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
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
  private final CollectionSchema schema;
  private final QueryObserver queries;
  private final CompoundQueries compound;
  private final WriteObserver observedWrites;
  private final PointWriter pointWriter;
  private final SizeCount sizes = new SizeCount();
  /** Held while its vectors become others, so that all parts of it are for the same ones. */
  private final Object vectorsLock = new Object();

  private volatile CollectionConfig config;
  private volatile boolean deleted;

  /** What is told instead of its being deleted when another one has taken its place. */
  private volatile boolean replaced;

  private Collection(
      CollectionDescriptor descriptor,
      OperationLog log,
      VectorIndex index,
      PointTable table,
      LogMeasurement measurement,
      EngineContext context) {
    CollectionConfig config = descriptor.config();
    this.descriptor = descriptor;
    this.config = config;
    this.log = log;
    this.index = index;
    this.table = table;
    EngineMetrics metrics = context.metrics();
    this.queries =
        new QueryObserver(descriptor.name(), this::config, metrics, context.slowQueries());
    this.observedWrites = new WriteObserver(descriptor.name(), metrics);
    this.codec =
        new OperationCodec(descriptor.plainSize(), name -> config().dataType(name));
    this.searcher = new Searcher(context.indexes()::kernel);
    this.checks = new RequestChecks(this::config, context.limits());
    this.schema =
        new CollectionSchema(descriptor.schema(), checks, context.payloadIndexMetrics());
    this.compound =
        new CompoundQueries(
            this,
            searcher,
            context.indexes()::kernel,
            schema,
            new QueryChecks(checks, context.limits()),
            context.limits(),
            queries);
    AtomicReference<@Nullable WriteQueue> queue = new AtomicReference<>();
    this.maintenance =
        new IndexMaintenance(
            descriptor.name(),
            index,
            log,
            table,
            metrics,
            context.work(),
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
            measurement,
            maintenance::flushIfLarge);
    queue.set(writes);
    this.pointWriter =
        new PointWriter(
            checks,
            schema,
            codec,
            context.limits(),
            writes,
            observedWrites,
            this::requireNotDeleted);
  }

  /** Takes settings over that are recorded, for the same vectors. */
  void become(CollectionConfig settings) {
    config = settings;
    index.configure(IndexSpec.of(settings));
    table.become(settings);
  }

  /** Records settings that a collection has from now on. */
  interface Recorder {
    void record(CollectionConfig settings) throws IOException;
  }

  /**
   * Becomes a collection of other vectors, after all writes that were submitted, in one step that
   * begins with the record of it. Vectors that it did not have are as new, whatever it had before
   * under their names.
   */
  void becomeOf(CollectionConfig settings, Recorder recorder) {
    CollectionConfig before = config;
    // What a layer has of a vector that is dropped could not be told from one of the same name.
    boolean emptied = !settings.vectorNames().containsAll(before.vectorNames());
    AtomicBoolean changed = new AtomicBoolean();
    writes.between(() -> changed.set(change(settings, emptied, recorder)));
    if (!changed.get()) {
      VdbException failed = writes.failure();
      throw failed != null
          ? failed
          : new VdbException(ErrorCode.UNAVAILABLE, "the database is closed");
    }
  }

  private boolean change(CollectionConfig settings, boolean emptied, Recorder recorder) {
    return maintenance.inTurn(
        emptied,
        () -> {
          synchronized (vectorsLock) {
            CollectionConfig dated = dated(settings, config, log.lastSequence());
            recorder.record(dated);
            index.configure(IndexSpec.of(dated));
            table.become(dated, index.snapshot());
            config = dated;
          }
        });
  }

  private static CollectionConfig dated(
      CollectionConfig settings, CollectionConfig before, long sequence) {
    CollectionConfig dated = settings;
    for (String name : settings.vectorNames()) {
      if (!before.hasVector(name)) {
        VectorConfig dense = settings.vector(name);
        SparseConfig sparse = settings.sparseVectors().get(name);
        if (dense != null) {
          dated = dated.with(name, dense.withSince(sequence));
        } else if (sparse != null) {
          dated = dated.with(name, sparse.withSince(sequence));
        }
      }
    }
    return dated;
  }

  /** Takes over what is recorded to be declared of payloads. */
  void become(PayloadSchema declared) {
    index.indexWords(wordFields(declared)); // before filters ask for words, though it makes no odds
    schema.become(declared);
  }

  private static Set<WordField> wordFields(PayloadSchema declared) {
    Set<WordField> fields = new HashSet<>();
    declared
        .fields()
        .forEach(
            (field, type) ->
                type.analysis()
                    .ifPresent(analysis -> fields.add(new WordField(field, analysis))));
    return fields;
  }

  boolean isDeleted() {
    return deleted;
  }

  /** Throws when it is deleted. */
  void requireNotDeleted() {
    if (deleted) {
      throw gone();
    }
  }

  /** Opens the files in the folder and replays what the last commit does not hold. */
  static Collection open(CollectionDescriptor descriptor, Path folder, EngineContext context)
      throws IOException {
    LogMeasurement measurement = new LogMeasurement(context.metrics());
    OperationLog log =
        FileOperationLog.open(
            folder.resolve("log"), LogConfig.of(context.durability()), measurement);
    try {
      AtomicReference<@Nullable Collection> opened = new AtomicReference<>();
      VectorIndex index = openIndex(descriptor, folder, context, opened);
      try {
        Collection collection = open(descriptor, log, index, measurement, context);
        opened.set(collection);
        collection.maintenance.indexChanged(); // merges may have ended while it was opened
        context.metrics().indexed(IndexWork.LOAD, true);
        return collection;
      } catch (IOException | RuntimeException e) {
        closing(e, index);
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      context.metrics().indexed(IndexWork.LOAD, false);
      closing(e, log);
      throw e;
    }
  }

  private static VectorIndex openIndex(
      CollectionDescriptor descriptor,
      Path folder,
      EngineContext context,
      AtomicReference<@Nullable Collection> opened)
      throws IOException {
    CollectionConfig config = descriptor.config();
    return context
        .indexes()
        .open(
            folder.resolve("index"),
            IndexSpec.of(config),
            new IndexEnvironment(
                descriptor.name(),
                context.backgroundThreads(),
                () -> {
                  Collection collection = opened.get();
                  if (collection != null) {
                    collection.maintenance.indexChanged();
                  }
                },
                context.observability(),
                context.work().merges(descriptor.name())));
  }

  private static Collection open(
      CollectionDescriptor descriptor,
      OperationLog log,
      VectorIndex index,
      LogMeasurement measurement,
      EngineContext context)
      throws IOException {
    index.indexWords(wordFields(descriptor.schema()));
    PointTable table =
        tableOver(index.snapshot(), descriptor.config(), context.limits());
    try {
      Collection collection =
          new Collection(descriptor, log, index, table, measurement, context);
      collection.recover(context.work());
      return collection;
    } catch (IOException | RuntimeException e) {
      table.close(); // and with it the snapshot
      throw e;
    }
  }

  private static PointTable tableOver(
      IndexSnapshot snapshot, CollectionConfig config, Limits limits) throws IOException {
    try {
      return new PointTable(snapshot, config, limits);
    } catch (IOException | RuntimeException e) {
      closing(e, snapshot);
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

  private void recover(BackgroundWork work) throws IOException {
    long committed = index.committedSequence();
    if (log.firstSequence() > committed + 1 || log.lastSequence() < committed) {
      throw new VdbException(
          ErrorCode.DATA_LOSS,
          "collection `" + name() + "`: the index holds operations up to " + committed
              + " but the log holds " + log.firstSequence() + " to " + log.lastSequence()
              + "; operations are missing");
    }
    long start = System.nanoTime();
    long operations = log.lastSequence() - committed;
    work.<IOException>recover(
        name(),
        operations,
        run -> {
          log.replay(
              committed,
              (sequence, body) -> {
                Operation logged = codec.decode(sequence, body);
                table.apply(
                    sequence,
                    List.of(LivingVectors.of(sequence, logged, config)),
                    run.context());
                if (table.wantsFlush()) {
                  maintenance.flush();
                }
              });
          LOG.info(
              "Collection {} is open with {} points; {} operations were replayed in {} ms",
              name(),
              info().points(),
              operations,
              (System.nanoTime() - start) / 1_000_000);
        });
  }

  /** Returns the name. */
  public String name() {
    return descriptor.name();
  }

  /** Returns the settings. */
  public CollectionConfig config() {
    return config;
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
    return stats.optimizing()
            || recent > FEW_RECENT
            || table.isFlushing()
            || index.pointsWithoutWords() > 0
        ? CollectionStatus.YELLOW
        : CollectionStatus.GREEN;
  }

  /**
   * Returns what is declared of payloads, and how many points have such values, exactly, whether or
   * not their words are indexed yet. Looks at the index of the field when anything was written since
   * the last time.
   */
  public List<DeclaredField> payloadSchema() {
    return read(schema::fields);
  }

  /** Returns what is declared of payloads, without looking at any. */
  public PayloadSchema declared() {
    return schema.current();
  }

  /** Returns how much it holds. Looks at every point when anything was written since the last time. */
  public CollectionSizes sizes() {
    return read(view -> sizes.of(view, index.stats().sizes()));
  }

  /**
   * Returns how many points are chosen now, those of ids that do not exist included.
   *
   * @throws VdbException with {@code INVALID_ARGUMENT} for a wrong filter
   */
  public long chosen(PointSelector selector) {
    return switch (selector) {
      case PointSelector.Ids ids -> ids.ids().size();
      case PointSelector.Matching matching -> {
        Filter filter = schema.resolve(matching.filter());
        yield read(view -> new PointReader(view).count(filter));
      }
    };
  }

  CollectionSchema schema() {
    return schema;
  }

  WriteObserver observedWrites() {
    return observedWrites;
  }

  private VdbException gone() {
    if (replaced) {
      return new VdbException(
          ErrorCode.UNAVAILABLE,
          "collection `" + name() + "` was replaced by a snapshot just now; try again");
    }
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
    return write(new PointWrite.Upsert(points), acknowledge);
  }

  /** Deletes points; ids without a point are passed over. */
  public WriteReceipt delete(PointSelector selector, Acknowledge acknowledge) {
    return write(new PointWrite.Delete(selector), acknowledge);
  }

  /**
   * Puts fields over the payloads of points, top level only; a field that is null is removed.
   *
   * @throws VdbException with {@code NOT_FOUND}, and nothing changed, when one of the ids has no point
   */
  public WriteReceipt setPayload(PointSelector selector, Payload fields, Acknowledge acknowledge) {
    return write(new PointWrite.SetPayload(selector, fields, null), acknowledge);
  }

  /**
   * Writes.
   *
   * @throws VdbException with {@code NOT_FOUND}, and nothing changed, when the write needs a point
   *     that is not there
   */
  public WriteReceipt write(PointWrite write, Acknowledge acknowledge) {
    return pointWriter.write(write, acknowledge);
  }

  /**
   * Writes one after the other; each sees what those before it did. The first that fails is the last
   * one: what came before it stays, what comes after it does not take place.
   *
   * @return a receipt for each
   */
  public List<WriteReceipt> writeAll(List<PointWrite> all, Acknowledge acknowledge) {
    List<WriteReceipt> receipts = new ArrayList<>(all.size());
    for (int i = 0; i < all.size(); i++) {
      // Once the last one is visible all of them are, so the others need not wait for it.
      boolean last = i == all.size() - 1;
      receipts.add(write(all.get(i), last ? acknowledge : Acknowledge.DURABLE));
    }
    boolean visible = acknowledge == Acknowledge.VISIBLE;
    receipts.replaceAll(receipt -> new WriteReceipt(receipt.sequence(), visible));
    return receipts;
  }

  /** A read of one view. */
  interface Read<T> {
    T from(View view) throws IOException;
  }

  /** Reads the view of now; fails with {@code INTERNAL} when it cannot be read. */
  <T> T read(Read<T> read) {
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
    SearchRun run = new SearchRun();
    SearchResult result;
    try {
      checks.search(request);
      ReadFilter filter = schema.forRead(request.filter());
      result = read(view -> searcher.search(view, request, filter, run));
    } catch (RuntimeException | Error e) {
      queries.searchFailed(request, run, e);
      throw e;
    }
    queries.searched(request, run, result);
    return result;
  }

  /** Answers a query of any kind that needs no other collection. */
  public SearchResult query(QueryRequest request) {
    return query(request, Surroundings.NONE);
  }

  /**
   * Answers a query of any kind. All of it sees one state between two operations, of this collection
   * and of each other one that it looks something up in.
   *
   * @throws VdbException with {@code NOT_FOUND} when a point that the query names, or its vector, is
   *     not there
   */
  public SearchResult query(QueryRequest request, Surroundings around) {
    SearchRequest plain = CompoundQueries.plain(request);
    return plain == null ? compound.query(request, around) : search(plain);
  }

  /** Groups what a query finds. */
  public GroupsResult queryGroups(GroupsRequest request, Surroundings around) {
    return compound.groups(request, around);
  }

  /** Compares points by chance with each other, exactly. */
  public MatrixResult searchMatrix(MatrixRequest request, Surroundings around) {
    return compound.matrix(request, around);
  }

  /** Returns some vectors of points; those that do not exist are left out. */
  Map<PointId, NamedVectors> vectors(Set<PointId> ids, VectorSelector wanted) {
    return read(
        view -> {
          PointReader reader = new PointReader(view);
          Map<PointId, NamedVectors> found = new HashMap<>();
          for (PointId id : ids) {
            NamedVectors vectors = reader.vectors(id, wanted);
            if (vectors != null) {
              found.put(id, vectors);
            }
          }
          return found;
        });
  }

  /** Reads points by id for a query of another collection. */
  List<StoredRecord> records(List<PointId> ids, Projection projection) {
    checks.projection(projection);
    return read(view -> new PointReader(view).records(ids, projection));
  }

  /** Reads points by id, in the order of the ids; ids without a point are left out, doubles too. */
  public List<StoredRecord> retrieve(List<PointId> ids, Projection projection) {
    return observed(
        QueryKind.RETRIEVE,
        ids.size(),
        null,
        () -> {
          checks.ids(ids);
          checks.projection(projection);
          return read(view -> new PointReader(view).records(ids, projection));
        },
        List::size);
  }

  /**
   * Reads matching points in the order of their ids.
   *
   * @param from id to start at, itself included; from the first one when absent
   * @param limit at least 1
   */
  public ScrollPage scroll(
      @Nullable PointId from, int limit, @Nullable Filter filter, Projection projection) {
    return observed(
        QueryKind.SCROLL,
        limit,
        filter,
        () -> {
          checks.page(limit, 0);
          checks.projection(projection);
          ReadFilter resolved = schema.forRead(filter);
          return read(view -> new PointReader(view).scroll(from, limit, resolved, projection));
        },
        page -> page.points().size());
  }

  /**
   * Reads the first matching points in the order of what they have at a field; points of equal values
   * in the order of their ids.
   *
   * @param limit at least 1
   * @throws VdbException with {@code INVALID_ARGUMENT} when the field has no index whose values have
   *     an order
   */
  public List<OrderedRecord> ordered(
      OrderBy order, int limit, @Nullable Filter filter, Projection projection) {
    return observed(
        QueryKind.SCROLL,
        limit,
        filter,
        () -> {
          checks.page(limit, 0);
          FieldType type = schema.ordered(order.field());
          ReadFilter resolved = schema.forRead(filter);
          return read(
              view -> {
                List<ValueOrder.Placed> first =
                    resolved.measured(
                        () -> new ValueOrder(order, type, limit).of(view, resolved.filter()));
                return new PointReader(view).ordered(first, projection);
              });
        },
        List::size);
  }

  /**
   * Counts the matching points by the values that they have at a field, exactly: the most frequent
   * first, equally frequent ones in their own order.
   *
   * @param limit most values wanted, at least 1
   * @throws VdbException with {@code INVALID_ARGUMENT} when the field has no index whose values can be
   *     told apart
   */
  public List<FacetHit> facet(PayloadPath field, int limit, @Nullable Filter filter) {
    return observed(
        QueryKind.FACET,
        limit,
        filter,
        () -> {
          checks.page(limit, 0);
          FieldType type = schema.faceted(field);
          ReadFilter resolved = schema.forRead(filter);
          return read(
              view ->
                  resolved.measured(
                      () -> new FacetCount(view, field, type, limit).of(resolved.filter())));
        },
        List::size);
  }

  /** Counts the matching points exactly. */
  public long count(@Nullable Filter filter) {
    long start = System.nanoTime();
    long count;
    try {
      ReadFilter resolved = schema.forRead(filter);
      count =
          read(view -> resolved.measured(() -> new PointReader(view).count(resolved.filter())));
    } catch (RuntimeException | Error e) {
      queries.queried(QueryKind.COUNT, start, 0, filter, 0, e);
      throw e;
    }
    queries.queried(QueryKind.COUNT, start, 0, filter, count, null);
    return count;
  }

  private <T> T observed(
      QueryKind kind,
      int limit,
      @Nullable Filter filter,
      Supplier<T> query,
      ToLongFunction<T> results) {
    long start = System.nanoTime();
    T answer;
    try {
      answer = query.get();
    } catch (RuntimeException | Error e) {
      queries.queried(kind, start, limit, filter, 0, e);
      throw e;
    }
    queries.queried(kind, start, limit, filter, results.applyAsLong(answer), null);
    return answer;
  }

  /** Returns the number of live points; 0 once it is closed. Cheap. */
  long pointCount() {
    View view = table.peek();
    return view == null ? 0 : view.pointCount();
  }

  /** Returns how many points are not found by the words of their texts yet, but by their texts. */
  public long pointsWithoutWords() {
    return index.pointsWithoutWords();
  }

  /** Returns the state of the index. Cheap. */
  IndexStats indexStats() {
    return index.stats();
  }

  long logBytes() {
    return log.sizeBytes();
  }

  /** Returns roughly the memory that recent points take. */
  long recentBytes() {
    return table.recentBytes();
  }

  /** Returns how many writes wait to be logged. */
  public int waitingWrites() {
    return writes.waitingWrites();
  }

  /** Returns roughly the memory that waiting writes take. */
  long waitingBytes() {
    return writes.waitingBytes();
  }

  /** Tells whether it takes no writes any more since something failed. */
  boolean refusesWrites() {
    return writes.failure() != null;
  }

  /** Tells whether its index cannot be written any more. */
  boolean indexFailed() {
    return maintenance.hasFailed();
  }

  /** Returns how long the oldest recent point has waited to be indexed. */
  long recentAgeNanos() {
    return table.recentAgeNanos();
  }

  /** Returns how many searches there were, failed ones included. */
  long searches() {
    return queries.searches();
  }

  /** Returns how many writes there were, failed ones included. */
  long writes() {
    return observedWrites.writes();
  }

  /** Moves what can be moved from the log to the last commit, and waits for it. */
  void commitFlushed() {
    maintenance.commitFlushed();
  }

  /** Holds the state of now: every write that was answered before, and none that begins later. */
  HeldCollection hold() throws IOException {
    requireNotDeleted();
    maintenance.holdLog();
    try {
      synchronized (vectorsLock) {
        return new HeldCollection(
            this,
            descriptor.with(config).with(schema.current()),
            index.committedFiles(),
            log,
            maintenance::releaseLog);
      }
    } catch (IOException | RuntimeException e) {
      maintenance.releaseLog();
      requireNotDeleted(); // else that is the reason
      throw e;
    }
  }

  /** Reads and decodes every record that is kept in the log; what goes on is not held up. */
  void verifyLog(IndexInspection.Findings findings) throws IOException {
    maintenance.holdLog();
    try {
      log.replay(
          0,
          (sequence, body) -> {
            Operation _ = codec.decode(sequence, body);
            findings.examined(1);
          });
    } finally {
      maintenance.releaseLog();
    }
  }

  /**
   * A look at the index.
   *
   * @param spec what it is for
   * @param inspection nothing where it cannot be looked at
   */
  record Inspected(IndexSpec spec, Optional<IndexInspection> inspection) {}

  /** Begins to look whether the index is whole. */
  Inspected inspect() throws IOException {
    synchronized (vectorsLock) {
      return new Inspected(IndexSpec.of(config), index.inspect());
    }
  }

  /** Refuses all further writes, since nobody knows whether they would be there after a restart. */
  void refuseWrites(Throwable cause) {
    writes.fail(IndexMaintenance.ended(name(), cause));
  }

  /** Another collection has taken its place; {@link #discard} follows. */
  void replaced() {
    replaced = true;
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
