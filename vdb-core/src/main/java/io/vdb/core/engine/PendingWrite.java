package io.vdb.core.engine;

import io.vdb.core.error.VdbException;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.PointId;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A write on its way through the queue. Confined to its caller, then to the writer. */
final class PendingWrite {

  private final Acknowledge acknowledge;
  private final long bytes;
  private final CompletableFuture<WriteReceipt> receipt = new CompletableFuture<>();
  private final @Nullable Filter filter;
  private final @Nullable Function<List<PointId>, Operation> forIds;
  private @Nullable Operation operation;
  private @Nullable ByteBuffer body;

  private PendingWrite(
      Acknowledge acknowledge,
      long bytes,
      @Nullable Filter filter,
      @Nullable Function<List<PointId>, Operation> forIds) {
    this.acknowledge = acknowledge;
    this.bytes = bytes;
    this.filter = filter;
    this.forIds = forIds;
  }

  /** A write whose points are known. */
  static PendingWrite of(Operation operation, ByteBuffer body, Acknowledge acknowledge) {
    PendingWrite write = new PendingWrite(acknowledge, body.remaining(), null, null);
    write.operation = operation;
    write.body = body;
    return write;
  }

  /** A write for the points that match when it is its turn. */
  static PendingWrite matching(
      Filter filter, Function<List<PointId>, Operation> forIds, Acknowledge acknowledge) {
    return new PendingWrite(acknowledge, 1024, filter, forIds);
  }

  /** Returns roughly the memory that it takes in the queue. */
  long bytes() {
    return bytes;
  }

  /** Returns the filter that chooses the points; nothing when they are known. */
  @Nullable Filter filter() {
    return filter;
  }

  /** Settles the points of a write with a filter. */
  void resolve(List<PointId> ids, OperationCodec codec) {
    if (forIds == null) {
      throw new IllegalStateException("the points of this write are known");
    }
    operation = forIds.apply(ids);
    body = codec.encode(operation);
  }

  Operation operation() {
    Operation known = operation;
    if (known == null) {
      throw new IllegalStateException("the points of this write are not settled yet");
    }
    return known;
  }

  ByteBuffer body() {
    ByteBuffer known = body;
    if (known == null) {
      throw new IllegalStateException("the points of this write are not settled yet");
    }
    return known;
  }

  /** Answers the caller if this is what it waits for. */
  void reached(Acknowledge state, long sequence) {
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
