package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.PayloadSchema;
import io.vdb.core.index.IndexInspection;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.IndexStats;
import io.vdb.core.index.VectorIndex;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
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
 * too many writes wait, {@code UNAVAILABLE} when the collection is closed or cannot be written, {@code
 * DATA_LOSS} when what is stored of it is damaged. After a failure of the disk it takes writes again by
 * itself when that has passed.
 */
public final class Collection {

  private static final Logger LOG = LoggerFactory.getLogger(Collection.class);

  private static final String LOG_FOLDER = "log";
  private static final String INDEX_FOLDER = "index";

  /** With no more recent points than this, searching them costs little and the state is green. */
  private static final int FEW_RECENT = 1_000;

  /** So many files, or more, make a log that is worth a commit. */
  private static final int LOG_FILES = 4;

  private final CollectionDescriptor descriptor;
  private final Path folder;
  private final EngineContext context;
  private final LogMeasurement measurement;
  private final WriteAccess access;
  private final OperationCodec codec;
  private final Searcher searcher;
  private final RequestChecks checks;
  private final CollectionSchema schema;
  private final QueryObserver queries;
  private final CompoundQueries compound;
  private final WriteObserver observedWrites;
  private final PointWriter pointWriter;
  private final SizeCount sizes = new SizeCount();

  /** Held while the storage is replaced or closed. */
  private final ReentrantLock storageLock = new ReentrantLock();

  /**
   * Held while its settings become others, and while another storage takes the place of one, so that
   * all parts are for the same vectors. After {@link #storageLock}.
   */
  private final Object settingsLock = new Object();

  private final AtomicBoolean resuming = new AtomicBoolean();

  /** Replaced as a whole when it is opened again after a failure; absent when it cannot be opened. */
  private volatile @Nullable CollectionStorage storage;

  /** What is told instead of any answer, since stored data is damaged. */
  private volatile @Nullable VdbException damage;

  /** Whether the files of the index are still to be compared with their checksums. */
  private volatile boolean unchecked;

  private volatile CollectionConfig config;
  private volatile boolean closed;
  private volatile boolean deleted;

  /** What is told instead of its being deleted when another one has taken its place. */
  private volatile boolean replaced;

  private Collection(
      CollectionDescriptor descriptor,
      Path folder,
      EngineContext context,
      LogMeasurement measurement,
      WriteAccess access,
      @Nullable CollectionStorage storage) {
    this.descriptor = descriptor;
    this.folder = folder;
    this.context = context;
    this.measurement = measurement;
    this.access = access;
    this.storage = storage;
    this.config = descriptor.config();
    EngineMetrics metrics = context.metrics();
    this.queries =
        new QueryObserver(descriptor.name(), this::config, metrics, context.slowQueries());
    this.observedWrites = new WriteObserver(descriptor.name(), metrics);
    this.codec = OperationCodec.of(descriptor);
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
    this.pointWriter =
        new PointWriter(
            checks,
            schema,
            codec,
            context.limits(),
            () -> requireStorage().writes(),
            observedWrites,
            this::requireNotDeleted);
  }

  /** Takes settings over that are recorded, for the same vectors. */
  void become(CollectionConfig settings) {
    synchronized (settingsLock) {
      config = settings;
      configure(storage);
    }
  }

  private void configure(@Nullable CollectionStorage configured) {
    if (configured != null) {
      configured.index().configure(IndexSpec.of(config));
      configured.table().become(config);
    }
  }

  /** Records settings that a collection has from now on. */
  interface Recorder {
    void record(CollectionConfig settings) throws IOException;
  }

  /**
   * Becomes a collection of other vectors, after all writes that were submitted, in one step that
   * begins with the record of it. Vectors that it did not have are as new, whatever it had before
   * under their names.
   *
   * <p>Where the record fails nothing changes, and no writes are taken until the system log can tell
   * that it does not count: else those on vectors that it drops could be lost at a restart.
   */
  void becomeOf(CollectionConfig settings, Recorder recorder) {
    CollectionStorage now = requireStorage();
    // What a layer has of a vector that is dropped could not be told from one of the same name.
    boolean emptied = !settings.vectorNames().containsAll(config.vectorNames());
    AtomicBoolean changed = new AtomicBoolean();
    IndexMaintenance.Turn change = () -> changed.set(change(now, settings, recorder));
    now.writes().between(() -> now.maintenance().inTurn(emptied, change));
    if (!changed.get()) {
      VdbException refused = access.refusal();
      throw refused != null
          ? refused
          : new VdbException(
              ErrorCode.UNAVAILABLE, "the vectors of collection `" + name() + "` are as before");
    }
  }

  private boolean change(
      CollectionStorage now, CollectionConfig settings, Recorder recorder) throws IOException {
    synchronized (settingsLock) {
      CollectionConfig dated = dated(settings, config, now.log().lastSequence());
      try {
        recorder.record(dated);
      } catch (IOException | RuntimeException | Error e) {
        refuseWrites(e); // before anybody else can write
        return false;
      }
      try {
        now.index().configure(IndexSpec.of(dated));
        now.table().become(dated, now.index().snapshot());
      } finally {
        config = dated; // it is recorded: when this fails, the storage is opened again for it
      }
      return true;
    }
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
    synchronized (settingsLock) {
      schema.become(declared);
      indexWords(storage);
    }
  }

  private void indexWords(@Nullable CollectionStorage configured) {
    if (configured != null) {
      configured.index().indexWords(CollectionStorage.wordFields(schema.current()));
    }
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
    Path logFolder = folder.resolve(LOG_FOLDER);
    OperationLog log =
        FileOperationLog.open(logFolder, logConfig(context), measurement);
    try {
      DiskProbe.clear(logFolder);
      WriteAccess access = access(descriptor, context);
      CollectionStorage storage =
          CollectionStorage.open(
              new CollectionStorage.Source(
                  descriptor, folder, log, measurement, access, context));
      context.metrics().indexed(IndexWork.LOAD, true);
      return new Collection(descriptor, folder, context, measurement, access, storage);
    } catch (IOException | RuntimeException | Error e) {
      context.metrics().indexed(IndexWork.LOAD, false);
      CollectionStorage.closing(e, log);
      throw e;
    }
  }

  private static WriteAccess access(CollectionDescriptor descriptor, EngineContext context) {
    return new WriteAccess(
        "collection `" + descriptor.name() + "`",
        context.storageMetrics(),
        context.resumeAfter());
  }

  /** A collection that is there and cannot be opened: it answers nothing but why. */
  static Collection damaged(
      CollectionDescriptor descriptor, Path folder, EngineContext context, VdbException damage) {
    Collection collection =
        new Collection(
            descriptor,
            folder,
            context,
            new LogMeasurement(context.metrics()),
            access(descriptor, context),
            null);
    collection.damaged(damage);
    return collection;
  }

  private void damaged(VdbException found) {
    damage = found;
    VdbException _ = access.failed(StoragePart.FILES, found);
  }

  /** Returns what is wrong with what is stored; nothing while that is whole, as far as is known. */
  @Nullable VdbException damage() {
    return damage;
  }

  private CollectionStorage requireStorage() {
    VdbException damaged = damage;
    if (damaged != null) {
      throw new VdbException(damaged.code(), String.valueOf(damaged.getMessage()), damaged);
    }
    CollectionStorage now = storage;
    if (now == null) {
      throw gone();
    }
    return now;
  }

  /** Returns a number of the storage, 0 where there is none. */
  private long number(ToLongFunction<CollectionStorage> of) {
    CollectionStorage now = storage;
    return now == null ? 0 : of.applyAsLong(now);
  }

  /** Has the files of the index compared with their checksums, before {@link #checkFiles} does it. */
  void toBeChecked() {
    unchecked = true;
  }

  /** Tells whether files of the index are still to be compared with their checksums. */
  boolean isUnchecked() {
    return unchecked;
  }

  /**
   * Compares every file of the last commit with its checksum. Where one is wrong, nothing is answered
   * from then on but which it is.
   */
  void checkFiles() {
    try {
      FileCheck check = new FileCheck(name(), () -> closed);
      CollectionStorage now = storage;
      if (now != null && now.index().committedSequence() > 0) {
        Optional<IndexInspection> inspection = now.index().inspect();
        if (inspection.isPresent()) {
          try (IndexInspection files = inspection.get()) {
            boolean _ = files.verifyFiles(check);
          }
        }
      }
      VdbException found = check.damage(folder.resolve(INDEX_FOLDER));
      if (found != null && !closed) {
        damaged(found);
      }
      unchecked = check.isIncomplete();
    } catch (CancellationException e) {
      LOG.debug("Collection {} was closed while its files were checked", name(), e);
    } catch (IOException | RuntimeException e) {
      if (!closed) {
        LOG.warn("The files of collection {} could not be checked", name(), e);
      }
    }
  }

  /** Only whole files are cut off a log, so that they must be smaller than what is to be kept. */
  private static LogConfig logConfig(EngineContext context) {
    LogConfig config = LogConfig.of(context.durability()).withClock(context.clock());
    long share = Math.max(1, context.limits().maxLogBytes() / LOG_FILES);
    return config.withFileBytes(Math.min(config.fileBytes(), share));
  }

  /** Returns the name. */
  public String name() {
    return descriptor.name();
  }

  /** Returns the settings. */
  public CollectionConfig config() {
    return config;
  }

  /** Returns what describes it, with the settings and declarations of now. */
  CollectionDescriptor descriptor() {
    return descriptor.with(config).with(schema.current());
  }

  /** Returns the state of now. */
  public CollectionInfo info() {
    CollectionStorage now = storage;
    if (now == null) {
      return new CollectionInfo(CollectionStatus.RED, 0, 0, 0, false, config(), 0, 0, 0);
    }
    View view = now.table().peek();
    if (view == null) {
      throw gone();
    }
    IndexStats stats = now.index().stats();
    int recent = view.recentSize();
    return new CollectionInfo(
        status(now, stats, recent),
        view.pointCount(),
        stats.indexedVectors(),
        stats.segments() + (recent > 0 ? 1 : 0),
        recent > 0,
        config(),
        stats.bytes(),
        now.log().sizeBytes(),
        view.sequence());
  }

  private CollectionStatus status(CollectionStorage now, IndexStats stats, int recent) {
    if (access.refusal() != null) {
      return CollectionStatus.RED;
    }
    return unchecked
            || stats.optimizing()
            || recent > FEW_RECENT
            || now.table().isFlushing()
            || now.index().pointsWithoutWords() > 0
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
    return read(view -> sizes.of(view, indexStats().sizes()));
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
    View view = acquire();
    try {
      return read.from(view);
    } catch (IOException e) {
      throw new VdbException(
          ErrorCode.INTERNAL, "collection `" + name() + "` cannot be read: " + e, e);
    } finally {
      view.base().release();
    }
  }

  private View acquire() {
    CollectionStorage now;
    do {
      now = requireStorage();
      View view = now.table().acquire();
      if (view != null) {
        return view;
      }
    } while (!now.equals(storage)); // another one has taken its place just then
    throw gone();
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
    return number(
        now -> {
          View view = now.table().peek();
          return view == null ? 0 : view.pointCount();
        });
  }

  /** Returns how many points are not found by the words of their texts yet, but by their texts. */
  public long pointsWithoutWords() {
    return number(now -> now.index().pointsWithoutWords());
  }

  /** Returns the state of the index. Cheap. */
  IndexStats indexStats() {
    CollectionStorage now = storage;
    return now == null ? IndexStats.NONE : now.index().stats();
  }

  long logBytes() {
    return number(now -> now.log().sizeBytes());
  }

  /** Returns roughly the memory that recent points take. */
  long recentBytes() {
    return number(now -> now.table().recentBytes());
  }

  /** Returns how many writes wait to be logged. */
  public int waitingWrites() {
    return (int) number(now -> now.writes().waitingWrites());
  }

  /** Returns roughly the memory that waiting writes take. */
  long waitingBytes() {
    return number(now -> now.writes().waitingBytes());
  }

  /** Tells whether it takes no writes since something failed. */
  boolean refusesWrites() {
    return access.refusal() != null;
  }

  /** Returns why it takes no writes; nothing while it does. */
  @Nullable StorageFault fault() {
    return access.fault();
  }

  /** Tells whether its index cannot be written. */
  boolean indexFailed() {
    return access.failed(StoragePart.INDEX);
  }

  /** Returns how long the oldest recent point has waited to be indexed. */
  long recentAgeNanos() {
    return number(now -> now.table().recentAgeNanos());
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
    requireStorage().maintenance().commitFlushed();
  }

  /** Holds the state of now: every write that was answered before, and none that begins later. */
  HeldCollection hold() throws IOException {
    requireNotDeleted();
    if (!storageLock.tryLock()) { // what is held must not be replaced just then
      throw new VdbException(
          ErrorCode.UNAVAILABLE, "collection `" + name() + "` is being opened again; try again");
    }
    try {
      return hold(requireStorage());
    } finally {
      storageLock.unlock();
    }
  }

  private HeldCollection hold(CollectionStorage now) throws IOException {
    IndexMaintenance maintenance = now.maintenance();
    maintenance.holdLog();
    try {
      synchronized (settingsLock) {
        return new HeldCollection(
            this,
            descriptor(),
            now.index().committedFiles(),
            now.log(),
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
    CollectionStorage now = requireStorage();
    IndexMaintenance maintenance = now.maintenance();
    maintenance.holdLog();
    try {
      now.log().replay(
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
    synchronized (settingsLock) {
      CollectionStorage now = storage;
      return new Inspected(
          IndexSpec.of(config), now == null ? Optional.empty() : now.index().inspect());
    }
  }

  /** Refuses writes until the system log can tell whether they would be there after a restart. */
  void refuseWrites(Throwable cause) {
    VdbException told = access.failed(StoragePart.SYSTEM_LOG, cause);
    CollectionStorage now = storage;
    if (now != null) {
      now.table().fail(told);
    }
  }

  /** Another collection has taken its place; {@link #discard} follows. */
  void replaced() {
    replaced = true;
  }

  /**
   * Uses a quiet time for background work, and sees to it that writes are taken again.
   *
   * @param systemLogWell whether the system log takes writes now
   */
  void tick(BooleanSupplier systemLogWell) {
    CollectionStorage now = storage;
    if (now == null) {
      return;
    }
    if (access.refusal() == null) {
      now.maintenance().tick(now.writes().lastWriteNanos());
    } else if (access.isDue()
        && isRecorded(systemLogWell)
        && resuming.compareAndSet(false, true)) {
      context.writers().execute(() -> tryToResume(systemLogWell));
    }
  }

  /** Tells whether the system log says definitely what there is of it. In this order: it fails first. */
  private boolean isRecorded(BooleanSupplier systemLogWell) {
    return !access.failed(StoragePart.SYSTEM_LOG) || systemLogWell.getAsBoolean();
  }

  private void tryToResume(BooleanSupplier systemLogWell) {
    storageLock.lock();
    try {
      CollectionStorage now = storage;
      // What somebody copies just now must stay; it is tried again soon.
      if (now != null && !closed && access.refusal() != null && !now.maintenance().isHeld()) {
        now.writes().awaitIdle();
        if (isRecorded(systemLogWell)) { // which may have failed just now
          resume(now);
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      access.stillFails(e);
    } finally {
      storageLock.unlock();
      resuming.set(false);
    }
  }

  /** Goes on with the log in another file and, where more has failed, from the last commit. */
  private void resume(CollectionStorage now) throws IOException {
    DiskProbe.write(folder.resolve(LOG_FOLDER));
    now.log().resume();
    if (access.failed(StoragePart.INDEX)
        || access.failed(StoragePart.POINTS)
        || now.maintenance().hasFailed()) {
      reopen(now);
    } else {
      now.table().resume();
    }
    access.resumed();
    CollectionStorage resumed = storage;
    if (resumed != null && resumed.maintenance().hasFailed()) { // before anybody listened to it
      VdbException _ =
          access.failed(StoragePart.INDEX, new IOException("the index failed again at once"));
    }
  }

  private void reopen(CollectionStorage failed) throws IOException {
    failed.stopWriting();
    try {
      failed.index().close();
    } catch (IOException | RuntimeException e) {
      LOG.debug("The index of collection {} cannot be closed", name(), e);
    }
    CollectionStorage opened =
        CollectionStorage.open(
            new CollectionStorage.Source(
                descriptor(), folder, failed.log(), measurement, access, context));
    synchronized (settingsLock) {
      configure(opened); // for what was changed meanwhile, though not of its vectors
      indexWords(opened);
      storage = opened;
    }
    failed.table().close(); // reads that go on keep what they see
  }

  /** Finishes accepted writes, commits and releases everything. */
  void close() throws IOException {
    storageLock.lock();
    try {
      closed = true;
      CollectionStorage now = storage;
      if (now == null) {
        return;
      }
      now.stopWriting();
      try (OperationLog _ = now.log();
          VectorIndex _ = now.index()) {
        if (access.refusal() == null) {
          now.maintenance().flushAndCommit();
        }
      } finally {
        now.table().close();
      }
    } finally {
      storageLock.unlock();
    }
  }

  /** Ends the collection without keeping anything; the folder may be deleted afterwards. */
  void discard() throws IOException {
    deleted = true;
    storageLock.lock();
    try {
      closed = true;
      CollectionStorage now = storage;
      if (now == null) {
        return;
      }
      now.stopWriting();
      try (OperationLog _ = now.log();
          VectorIndex _ = now.index()) {
        now.table().close();
      }
    } finally {
      storageLock.unlock();
    }
  }
}
