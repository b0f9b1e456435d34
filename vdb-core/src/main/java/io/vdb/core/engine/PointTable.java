package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.index.IndexChange;
import io.vdb.core.index.IndexSnapshot;
import io.vdb.core.index.IndexedPoint;
import io.vdb.core.index.OrdinalBits;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.Payload;
import io.vdb.core.model.PayloadChange;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointVector;
import io.vdb.core.model.Projection.VectorSelector;
import io.vdb.observability.spi.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The points of a collection: the index below, and over it the recent part as at most two layers,
 * one that grows and one that is on its way into the index.
 *
 * <p>The writer applies operations and the flusher freezes and replaces layers, both under the lock;
 * readers only take the current view.
 */
final class PointTable {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Limits limits;
  private final OrdinalAllocator ordinals;
  private RecentLayer active = new RecentLayer();
  private long activeSinceNanos = System.nanoTime();

  /** What the flush of the layer that grows will be put down to. */
  private Context cause = Context.NONE;

  private View.@Nullable Visible frozen;
  private SharedSnapshot base;
  private long sequence;
  private long pointCount;
  private volatile long recentBytes;
  private CollectionConfig config;
  private @Nullable VdbException failure;
  private volatile @Nullable View view;

  /** Starts on a snapshot, which it closes when the last reader of it is gone. */
  PointTable(IndexSnapshot snapshot, CollectionConfig config, Limits limits) throws IOException {
    this.config = config;
    this.limits = limits;
    OrdinalBits used = new OrdinalBits(snapshot.ordinalLimit());
    snapshot.collectOrdinals(used);
    ordinals = new OrdinalAllocator(used);
    base = new SharedSnapshot(snapshot);
    sequence = snapshot.sequence();
    pointCount = snapshot.pointCount();
    publish();
  }

  /** Returns the current view, retained; nothing after {@link #close}. */
  @Nullable View acquire() {
    View current = view;
    while (current != null && !current.base().tryRetain()) {
      Thread.onSpinWait();
      current = view;
    }
    return current;
  }

  /** Returns the current view without retaining it, for numbers only. */
  @Nullable View peek() {
    return view;
  }

  private void publish() {
    List<View.Visible> layers = new ArrayList<>(2);
    layers.add(new View.Visible(active, active.size()));
    if (frozen != null) {
      layers.add(frozen);
    }
    recentBytes = active.bytes() + (frozen == null ? 0 : frozen.layer().bytes());
    view = new View(base, layers, sequence, pointCount, config);
  }

  /** Returns roughly the memory that the recent part takes. Cheap. */
  long recentBytes() {
    return recentBytes;
  }

  /** What changed the number of points in a group of operations. */
  static final class Tally {
    long inserted;
    long updated;
    long deleted;
  }

  /**
   * Applies logged operations in order and shows them all at once. Called by the writer only.
   *
   * @param first sequence number of the first of them
   * @param request what asked for them
   */
  Tally apply(long first, List<Operation> operations, Context request) throws IOException {
    Tally tally = new Tally();
    lock.lock();
    try {
      awaitRoom();
      View current = view;
      if (current == null) {
        throw new VdbException(ErrorCode.UNAVAILABLE, "the collection is closed");
      }
      if (active.size() == 0) {
        activeSinceNanos = System.nanoTime();
      }
      for (int i = 0; i < operations.size(); i++) {
        apply(first + i, operations.get(i), tally);
        sequence = first + i;
      }
      cause = Causes.better(cause, request);
      publish();
    } finally {
      lock.unlock();
    }
    return tally;
  }

  /**
   * Waits until the layer that grows is small enough. A flush is due by then: whoever filled the
   * layer asked for one, or the one that ran meanwhile looked again at its end.
   */
  private void awaitRoom() {
    while (isFull(2)) {
      VdbException failed = failure;
      if (failed != null) {
        throw failed;
      }
      room.awaitUninterruptibly();
    }
  }

  private boolean isFull(int times) {
    return active.size() >= (long) times * limits.maxRecentPoints()
        || active.bytes() >= times * limits.maxRecentBytes();
  }

  private void apply(long number, Operation operation, Tally tally) throws IOException {
    switch (operation) {
      case Operation.Upsert upsert -> {
        for (Point point : upsert.points()) {
          put(number, point, tally);
        }
      }
      case Operation.Delete delete -> {
        for (PointId id : delete.ids()) {
          delete(number, id, tally);
        }
      }
      case Operation.ChangePayload change -> {
        for (PointId id : change.ids()) {
          changePayload(number, id, change.change());
        }
      }
      case Operation.UpdateVectors update -> {
        for (PointVector vector : update.vectors()) {
          NamedVectors added = vector.vectors();
          changeVectors(number, vector.id(), vectors -> vectors.with(added), tally);
        }
      }
      case Operation.DeleteVectors delete -> {
        for (PointId id : delete.ids()) {
          changeVectors(number, id, vectors -> vectors.without(delete.names()), tally);
        }
      }
    }
  }

  private @Nullable RecentEntry recent(PointId id) {
    RecentEntry entry = active.latest(id, active.size());
    if (entry == null && frozen != null) {
      entry = frozen.layer().latest(id, frozen.size());
    }
    return entry;
  }

  private void put(long number, Point point, Tally tally) throws IOException {
    RecentEntry entry = recent(point.id());
    int ordinal = entry != null ? entry.ordinal() : base.get().ordinalOf(point.id());
    boolean exists = entry != null ? entry.isLive() : ordinal >= 0;
    if (ordinal < 0) {
      ordinal = ordinals.allocate();
    }
    active.append(
        ordinal,
        point.id(),
        number,
        RecentEntry.State.PUT,
        point.vectors(),
        Set.of(),
        point.payload());
    if (exists) {
      tally.updated++;
    } else {
      tally.inserted++;
      pointCount++;
    }
  }

  private void delete(long number, PointId id, Tally tally) throws IOException {
    RecentEntry entry = recent(id);
    int ordinal = entry != null ? entry.ordinal() : base.get().ordinalOf(id);
    if (entry != null ? entry.isLive() : ordinal >= 0) {
      active.append(ordinal, id, number, RecentEntry.State.DELETED, null, Set.of(), Payload.EMPTY);
      tally.deleted++;
      pointCount--;
    }
  }

  /**
   * Changes vectors of a point. What becomes of them carries all vectors of the point, those that
   * stay as well, so that a point is either in the index with all of them or with none.
   */
  private void changeVectors(
      long number, PointId id, UnaryOperator<NamedVectors> change, Tally tally)
      throws IOException {
    RecentEntry entry = recent(id);
    int ordinal = -1;
    Payload payload = null;
    NamedVectors vectors = null;
    if (entry == null) {
      IndexedPoint indexed = base.get().point(id, true, VectorSelector.all());
      if (indexed != null) {
        ordinal = indexed.ordinal();
        payload = indexed.payload();
        vectors = indexed.vectors();
      }
    } else if (entry.isLive()) {
      ordinal = entry.ordinal();
      payload = entry.payload();
      vectors = vectorsOf(entry);
    }
    if (payload != null && vectors != null) {
      active.append(
          ordinal,
          id,
          number,
          RecentEntry.State.PUT,
          change.apply(vectors),
          Set.of(),
          payload);
      tally.updated++;
    }
  }

  /** Returns the vectors of a point that exists and has a recent state. */
  private NamedVectors vectorsOf(RecentEntry entry) throws IOException {
    if (entry.vectors() != null) {
      return entry.vectors();
    }
    IndexedPoint indexed = base.get().point(entry.id(), false, VectorSelector.all());
    if (indexed == null || indexed.vectors() == null) {
      throw new IllegalStateException("the index has no vectors for point " + entry.id());
    }
    return indexed.vectors();
  }

  private void changePayload(long number, PointId id, PayloadChange change) throws IOException {
    RecentEntry own = active.latest(id, active.size());
    RecentEntry entry = recent(id);
    if (entry == null) {
      IndexedPoint indexed = base.get().point(id, true, VectorSelector.none());
      if (indexed != null && indexed.payload() != null) {
        active.append(
            indexed.ordinal(),
            id,
            number,
            RecentEntry.State.PAYLOAD_ONLY,
            null,
            indexed.vectorNames(),
            change.applyTo(indexed.payload()));
      }
    } else if (entry.isLive()) {
      // Vectors that the frozen layer brought are in the index before this layer is flushed.
      RecentEntry.State state =
          entry.state() == RecentEntry.State.PUT && own == null
              ? RecentEntry.State.PUT_INHERITED
              : entry.state();
      active.append(
          entry.ordinal(),
          id,
          number,
          state,
          entry.vectors(),
          entry.indexedNames(),
          change.applyTo(entry.payload()));
    }
  }

  /** Tells whether the layer that grows has reached the size at which it is to be flushed. */
  boolean wantsFlush() {
    lock.lock();
    try {
      return frozen == null && isFull(1);
    } finally {
      lock.unlock();
    }
  }

  /** Returns how long the oldest operation has been waiting to be flushed, 0 when there is none. */
  long recentAgeNanos() {
    lock.lock();
    try {
      return active.size() == 0 ? 0 : System.nanoTime() - activeSinceNanos;
    } finally {
      lock.unlock();
    }
  }

  /** Tells whether a layer is on its way into the index. */
  boolean isFlushing() {
    lock.lock();
    try {
      return frozen != null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * What the index has to take over.
   *
   * @param changes one for each point
   * @param sequence number of the last operation that is contained
   * @param cause one of the requests that asked for the changes
   */
  record Batch(List<IndexChange> changes, long sequence, Context cause) {}

  /**
   * Freezes the layer that grows and starts a new one. Called by the flusher only.
   *
   * @return nothing when there is nothing to flush
   */
  @Nullable Batch freeze() {
    View.Visible freezing;
    long through;
    Context request;
    lock.lock();
    try {
      if (frozen != null) {
        throw new IllegalStateException("a layer is being flushed already");
      }
      if (active.size() == 0 && sequence == base.get().sequence()) {
        return null; // operations without effect still have to move the commit on
      }
      freezing = new View.Visible(active, active.size());
      frozen = freezing;
      active = new RecentLayer();
      through = sequence;
      request = cause;
      cause = Context.NONE;
      publish();
      room.signalAll();
    } finally {
      lock.unlock();
    }
    return new Batch(changesOf(freezing), through, request);
  }

  private static List<IndexChange> changesOf(View.Visible visible) {
    RecentLayer layer = visible.layer();
    List<IndexChange> changes = new ArrayList<>(visible.size());
    for (int position = 0; position < visible.size(); position++) {
      RecentEntry entry = layer.at(position);
      if (layer.isLatest(entry, visible.size())) {
        changes.add(
            switch (entry.state()) {
              case PUT ->
                  new IndexChange.Put(
                      entry.ordinal(),
                      entry.id(),
                      entry.version(),
                      entry.requireVectors(),
                      entry.payload());
              case PUT_INHERITED, PAYLOAD_ONLY ->
                  new IndexChange.PutPayload(
                      entry.ordinal(),
                      entry.id(),
                      entry.version(),
                      entry.vectorNames(),
                      entry.payload());
              case DELETED -> new IndexChange.Delete(entry.ordinal(), entry.id());
            });
      }
    }
    return changes;
  }

  /** Drops the frozen layer, which the snapshot contains. Takes the snapshot over. */
  void flushed(IndexSnapshot snapshot) {
    SharedSnapshot old;
    lock.lock();
    try {
      View.Visible done = frozen;
      frozen = null;
      if (done != null) {
        freeDeleted(done);
      }
      old = base;
      base = new SharedSnapshot(snapshot);
      publish();
    } finally {
      lock.unlock();
    }
    old.release();
  }

  /** Frees the ordinals of points that are gone, unless a later operation brought them back. */
  private void freeDeleted(View.Visible done) {
    RecentLayer layer = done.layer();
    for (int position = 0; position < done.size(); position++) {
      RecentEntry entry = layer.at(position);
      if (!entry.isLive()
          && layer.isLatest(entry, done.size())
          && active.latest(entry.ordinal(), active.size()) == null) {
        ordinals.free(entry.ordinal());
      }
    }
  }

  /** Replaces the snapshot by one of the same sequence number that is cheaper to search. */
  void rebase(IndexSnapshot snapshot) {
    SharedSnapshot old;
    lock.lock();
    try {
      if (view == null) {
        snapshot.close();
        return;
      }
      old = base;
      base = new SharedSnapshot(snapshot);
      publish();
    } finally {
      lock.unlock();
    }
    old.release();
  }

  /** Shows other settings, of the same vectors. */
  void become(CollectionConfig settings) {
    lock.lock();
    try {
      config = settings;
      if (view != null) {
        publish();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Shows settings of other vectors, with a snapshot of the same sequence number that is for them.
   * Called while no layer has vectors that there are no more.
   */
  void become(CollectionConfig settings, IndexSnapshot snapshot) {
    lock.lock();
    try {
      config = settings;
      rebase(snapshot);
    } finally {
      lock.unlock();
    }
  }

  /** Lets a writer that waits for a flush fail instead. */
  void fail(VdbException cause) {
    lock.lock();
    try {
      if (failure == null) {
        failure = cause;
      }
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Lets writers wait for room again. */
  void resume() {
    lock.lock();
    try {
      failure = null;
    } finally {
      lock.unlock();
    }
  }

  /** Ends reading; views that are held stay valid until they are released. Idempotent. */
  void close() {
    lock.lock();
    try {
      if (view != null) {
        view = null;
        base.release();
      }
    } finally {
      lock.unlock();
    }
  }
}
