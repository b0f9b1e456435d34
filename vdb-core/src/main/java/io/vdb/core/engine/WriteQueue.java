package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.log.OperationLog;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.PointVector;
import io.vdb.observability.spi.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Takes the writes of a collection in order and brings them into the log and the table, as many at
 * once as are waiting: one flush to the disk for the whole group.
 */
final class WriteQueue {

  private static final int MAX_GROUP = 4_096;

  private final String collection;
  private final OperationLog log;
  private final PointTable table;
  private final OperationCodec codec;
  private final EngineMetrics metrics;
  private final Limits limits;
  private final LogMeasurement measurement;
  private final Runnable afterGroup;
  private final WriteAccess access;
  private final SerialExecutor writer;

  private final Object lock = new Object();
  private final Queue<PendingWrite> waiting = new ArrayDeque<>();
  private volatile long waitingBytes;
  private boolean closed;

  /** Whether what is in the log is being applied. Of the writer alone. */
  private boolean applying;

  private volatile long lastWriteNanos = System.nanoTime();

  WriteQueue(
      String collection,
      OperationLog log,
      PointTable table,
      OperationCodec codec,
      EngineMetrics metrics,
      Limits limits,
      Executor threads,
      LogMeasurement measurement,
      WriteAccess access,
      Runnable afterGroup) {
    this.collection = collection;
    this.log = log;
    this.table = table;
    this.codec = codec;
    this.metrics = metrics;
    this.limits = limits;
    this.measurement = measurement;
    this.access = access;
    this.afterGroup = afterGroup;
    this.writer = new SerialExecutor(threads);
  }

  /** Queues a write; its receipt is completed when it has come as far as the caller wants. */
  void submit(PendingWrite write) {
    synchronized (lock) {
      VdbException failed = access.refusal();
      if (failed != null) {
        throw failed;
      }
      if (closed) {
        throw closedException();
      }
      if (!waiting.isEmpty() && waitingBytes + write.bytes() > limits.maxPendingBytes()) {
        throw new VdbException(
            ErrorCode.RESOURCE_EXHAUSTED,
            "too many writes are waiting for collection `" + collection + "`, try again later");
      }
      waiting.add(write);
      waitingBytes = waitingBytes + write.bytes();
    }
    writer.execute(this::writeGroup);
  }

  private VdbException closedException() {
    return new VdbException(
        ErrorCode.UNAVAILABLE, "collection `" + collection + "` is being closed");
  }

  /** Returns the time of the last write, as {@link System#nanoTime} tells it. */
  long lastWriteNanos() {
    return lastWriteNanos;
  }

  /** Returns roughly the memory that waiting writes take. */
  long waitingBytes() {
    return waitingBytes;
  }

  /** Returns how many writes wait. */
  int waitingWrites() {
    synchronized (lock) {
      return waiting.size();
    }
  }

  private List<PendingWrite> nextGroup() {
    List<PendingWrite> group = new ArrayList<>();
    long bytes = 0;
    synchronized (lock) {
      PendingWrite head = waiting.peek();
      while (head != null
          && group.size() < MAX_GROUP
          && (group.isEmpty()
              || (!head.dependsOnState() && bytes + head.bytes() <= limits.maxPendingBytes()))) {
        waiting.remove();
        bytes += head.bytes();
        group.add(head);
        if (head.dependsOnState()) {
          break; // it must see what comes before it, and be seen by what comes after it
        }
        head = waiting.peek();
      }
      waitingBytes = waitingBytes - bytes;
    }
    return group;
  }

  private void writeGroup() {
    List<PendingWrite> group = nextGroup();
    if (group.isEmpty()) {
      return; // an earlier turn took this write with it
    }
    applying = false;
    try {
      write(group);
    } catch (IOException | RuntimeException | Error e) {
      // An error too: a caller that waits for ever is worse than one that knows.
      VdbException told = isOnlyRefused(e) ? (VdbException) e : failed(group, e);
      VdbException forGroup = applying ? later(told) : told;
      group.forEach(write -> write.fail(forGroup));
    }
  }

  /** Tells whether nothing but the group is wrong. */
  private boolean isOnlyRefused(Throwable failure) {
    return !applying
        && failure instanceof VdbException refused
        && refused.code() == ErrorCode.INVALID_ARGUMENT
        && log.failure() == null;
  }

  /** What is in the log is not refused any more. */
  private static VdbException later(VdbException told) {
    return new VdbException(
        told.code(), told.getMessage() + "; this write is in the log and takes place then", told);
  }

  private VdbException failed(List<PendingWrite> group, Throwable cause) {
    StoragePart part = applying ? StoragePart.POINTS : StoragePart.LOG;
    VdbException told =
        causeOf(group).<VdbException, RuntimeException>call(() -> access.failed(part, cause));
    table.fail(told);
    return told;
  }

  private void write(List<PendingWrite> group) throws IOException {
    VdbException failed = access.refusal();
    if (failed != null) {
      group.forEach(write -> write.fail(failed));
      return;
    }
    List<PendingWrite> accepted = resolve(group);
    if (accepted.isEmpty()) {
      return;
    }
    lastWriteNanos = System.nanoTime();
    List<ByteBuffer> bodies =
        accepted.stream().flatMap(write -> write.bodies().stream()).toList();
    long first = append(bodies, accepted);
    long last = first - 1;
    for (PendingWrite write : accepted) {
      last += write.operations().size();
      write.logged(last);
    }
    applying = true;
    apply(first, accepted);
    lastWriteNanos = System.nanoTime();
  }

  /** Logs the group; its traced writes have their spans before any of them is answered. */
  private long append(List<ByteBuffer> bodies, List<PendingWrite> group) throws IOException {
    long start = System.nanoTime();
    measurement.begin();
    try {
      long first = log.append(bodies);
      long end = System.nanoTime();
      LogMeasurement.Force forced = measurement.end();
      metrics.logged(end - start);
      group.forEach(write -> write.run().logged(start, end, forced, null));
      return first;
    } catch (IOException | RuntimeException | Error e) {
      long end = System.nanoTime();
      LogMeasurement.Force forced = measurement.end();
      group.forEach(write -> write.run().logged(start, end, forced, e));
      throw e;
    }
  }

  /** Returns what background work for the group is put down to. */
  private static Context causeOf(List<PendingWrite> group) {
    Context cause = Context.NONE;
    for (PendingWrite write : group) {
      cause = Causes.better(cause, write.run().context());
    }
    return cause;
  }

  /** Applies as many operations at once as fit into memory, so that flushes can come in between. */
  private void apply(long first, List<PendingWrite> writes) throws IOException {
    Part part = new Part(first);
    for (PendingWrite write : writes) {
      for (Operation operation : write.operations()) {
        if (part.points > 0
            && part.points + operation.pointCount() > limits.maxRecentPoints()) {
          apply(part);
          part = new Part(part.first + part.operations.size());
        }
        part.add(write, operation);
      }
      part.ended.add(write);
    }
    apply(part);
  }

  /** Operations that are applied at once. */
  private static final class Part {
    private final long first;
    private final List<Operation> operations = new ArrayList<>();
    private final List<PendingWrite> begun = new ArrayList<>();
    private final List<PendingWrite> ended = new ArrayList<>();
    private long points;

    Part(long first) {
      this.first = first;
    }

    void add(PendingWrite write, Operation operation) {
      operations.add(operation);
      points += operation.pointCount();
      begun.add(write);
    }
  }

  private void apply(Part part) throws IOException {
    long start = System.nanoTime();
    part.begun.forEach(write -> write.applying(start));
    try {
      PointTable.Tally tally =
          table.apply(part.first, part.operations, causeOf(part.begun));
      long end = System.nanoTime();
      metrics.applied(end - start, tally);
      part.ended.forEach(write -> write.applied(end, null));
    } catch (IOException | RuntimeException | Error e) {
      long end = System.nanoTime();
      part.begun.forEach(write -> write.applied(end, e));
      throw e;
    }
    part.ended.forEach(PendingWrite::visible);
    afterGroup.run();
  }

  /** Settles what depends on the state of points and refuses operations on points that do not exist. */
  private List<PendingWrite> resolve(List<PendingWrite> group) throws IOException {
    View view = table.acquire();
    if (view == null) {
      throw closedException();
    }
    try {
      List<PendingWrite> accepted = new ArrayList<>(group.size());
      Map<PointId, Boolean> existence = new HashMap<>();
      for (PendingWrite write : group) {
        if (!settle(write, view)) {
          continue;
        }
        PointId missing = firstMissing(write.operations(), view, existence);
        if (missing == null) {
          accepted.add(write);
        } else {
          write.fail(
              new VdbException(ErrorCode.NOT_FOUND, "No point with id " + missing + " found"));
        }
      }
      return accepted;
    } finally {
      view.base().release();
    }
  }

  private boolean settle(PendingWrite write, View view) throws IOException {
    try {
      if (write.dependsOnState()) {
        write.settle(view, codec);
      } else {
        write.requireSameVectors(view);
      }
      return true;
    } catch (VdbException e) {
      write.fail(e);
      return false;
    }
  }

  /**
   * Returns the first point that the operation needs and that is not there.
   *
   * @param existence what earlier operations of the group do to points; this one is added
   */
  private static @Nullable PointId firstMissing(
      List<Operation> operations, View view, Map<PointId, Boolean> existence) throws IOException {
    for (Operation operation : operations) {
      PointId missing = firstMissing(operation, view, existence);
      if (missing != null) {
        return missing;
      }
    }
    return null;
  }

  private static @Nullable PointId firstMissing(
      Operation operation, View view, Map<PointId, Boolean> existence) throws IOException {
    switch (operation) {
      case Operation.Upsert upsert -> {
        for (Point point : upsert.points()) {
          existence.put(point.id(), true);
        }
      }
      case Operation.Delete delete -> {
        for (PointId id : delete.ids()) {
          existence.put(id, false);
        }
      }
      case Operation.ChangePayload change -> {
        return firstMissing(change.ids(), view, existence);
      }
      case Operation.UpdateVectors update -> {
        for (PointVector vector : update.vectors()) {
          if (!exists(vector.id(), view, existence)) {
            return vector.id();
          }
        }
      }
      case Operation.DeleteVectors delete -> {
        return firstMissing(delete.ids(), view, existence);
      }
    }
    return null;
  }

  private static @Nullable PointId firstMissing(
      Iterable<PointId> ids, View view, Map<PointId, Boolean> existence) throws IOException {
    for (PointId id : ids) {
      if (!exists(id, view, existence)) {
        return id;
      }
    }
    return null;
  }

  private static boolean exists(PointId id, View view, Map<PointId, Boolean> existence)
      throws IOException {
    Boolean known = existence.get(id);
    return known != null ? known : view.contains(id);
  }

  /**
   * Does something after all writes that were submitted, and before all others, and waits for it.
   *
   * @param action handles its own failures; not called when writes are refused once it is its turn
   */
  void between(Runnable action) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    synchronized (lock) { // what is begun before it is closed is waited for then
      VdbException refused = access.refusal();
      if (refused != null) {
        throw refused;
      }
      if (closed) {
        throw closedException();
      }
      writer.execute(
          () -> {
            try {
              if (access.refusal() == null) {
                action.run();
              }
            } finally {
              boolean _ = done.complete(true);
            }
          });
    }
    boolean _ = done.join();
  }

  /** Waits until no write is on its way; called while none is taken. */
  void awaitIdle() {
    writer.awaitIdle();
  }

  /** Refuses new writes and waits until those that were accepted are done. */
  void close() {
    synchronized (lock) {
      closed = true;
    }
    writer.awaitIdle();
  }
}
