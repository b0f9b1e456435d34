package io.vdb.core.engine;

import io.vdb.core.error.VdbException;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.PointId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A write on its way through the queue. Confined to its caller, then to the writer. */
final class PendingWrite {

  private final WriteRun run;
  private final Acknowledge acknowledge;
  private final long bytes;
  private final CompletableFuture<WriteReceipt> receipt = new CompletableFuture<>();
  private final @Nullable Filter filter;
  private final @Nullable Function<List<PointId>, Operation> forIds;
  private List<Operation> operations = List.of();
  private List<ByteBuffer> bodies = List.of();
  private long sequence;
  private boolean applying;
  private long applyStartNanos;

  private PendingWrite(
      WriteRun run,
      Acknowledge acknowledge,
      long bytes,
      @Nullable Filter filter,
      @Nullable Function<List<PointId>, Operation> forIds) {
    this.run = run;
    this.acknowledge = acknowledge;
    this.bytes = bytes;
    this.filter = filter;
    this.forIds = forIds;
  }

  /** A write whose points are known. */
  static PendingWrite of(
      WriteRun run, Operation operation, ByteBuffer body, Acknowledge acknowledge) {
    PendingWrite write = new PendingWrite(run, acknowledge, body.remaining(), null, null);
    write.operations = List.of(operation);
    write.bodies = List.of(body);
    return write;
  }

  /** A write for the points that match when it is its turn. */
  static PendingWrite matching(
      WriteRun run,
      Filter filter,
      Function<List<PointId>, Operation> forIds,
      Acknowledge acknowledge) {
    return new PendingWrite(run, acknowledge, 1024, filter, forIds);
  }

  /** Returns how it is measured. */
  WriteRun run() {
    return run;
  }

  /** Returns roughly the memory that it takes in the queue. */
  long bytes() {
    return bytes;
  }

  /** Returns the filter that chooses the points; nothing when they are known. */
  @Nullable Filter filter() {
    return filter;
  }

  /**
   * Settles the points of a write with a filter.
   *
   * @param most how many points one operation may have, so that memory stays bounded
   */
  void resolve(List<PointId> ids, int most, OperationCodec codec) {
    if (forIds == null) {
      throw new IllegalStateException("the points of this write are known");
    }
    List<Operation> parts = new ArrayList<>();
    int from = 0;
    do {
      int to = (int) Math.min(ids.size(), (long) from + most);
      parts.add(forIds.apply(List.copyOf(ids.subList(from, to))));
      from = to;
    } while (from < ids.size());
    run.points(ids.size());
    operations = parts;
    bodies = parts.stream().map(codec::encode).toList();
  }

  /** Returns what is to be logged, in order; at least one operation once the points are known. */
  List<Operation> operations() {
    return operations;
  }

  /** Returns the bytes of each of the operations. */
  List<ByteBuffer> bodies() {
    return bodies;
  }

  /** Notes the number of the last of its operations; answers a caller that waits for no more. */
  void logged(long lastSequence) {
    sequence = lastSequence;
    reached(Acknowledge.DURABLE);
  }

  /** Notes that some of it is about to be applied. */
  void applying(long nanos) {
    if (!applying) {
      applying = true;
      applyStartNanos = nanos;
    }
  }

  /** Notes that all of it is applied, or that applying it has failed. */
  void applied(long nanos, @Nullable Throwable failure) {
    if (applying) {
      applying = false;
      run.applied(applyStartNanos, nanos, failure);
    }
  }

  /** Answers a caller that waits until all of it is visible. */
  void visible() {
    reached(Acknowledge.VISIBLE);
  }

  private void reached(Acknowledge state) {
    if (state == acknowledge) {
      receipt.complete(new WriteReceipt(sequence, state == Acknowledge.VISIBLE));
    }
  }

  /** Answers the caller with a failure, unless it has its answer already. */
  void fail(VdbException cause) {
    receipt.completeExceptionally(cause);
  }

  CompletableFuture<WriteReceipt> receipt() {
    return receipt;
  }
}
