package io.vdb.core.engine;

import io.vdb.core.error.VdbException;
import io.vdb.core.model.Acknowledge;
import io.vdb.core.model.CollectionConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A write on its way through the queue. Confined to its caller, then to the writer. */
final class PendingWrite {

  /** Finds out what a write comes to, when it is its turn. */
  @FunctionalInterface
  interface Settlement {
    /**
     * Returns what is to be logged, in order; at least one operation.
     *
     * @param view with all that was written before
     * @throws VdbException when the write is refused
     */
    List<Operation> operations(View view) throws IOException;
  }

  private final WriteRun run;
  private final CollectionConfig checkedFor;
  private final Acknowledge acknowledge;
  private final long bytes;
  private final CompletableFuture<WriteReceipt> receipt = new CompletableFuture<>();
  private final @Nullable Settlement settlement;
  private List<Operation> operations = List.of();
  private List<ByteBuffer> bodies = List.of();
  private long sequence;
  private boolean applying;
  private long applyStartNanos;

  private PendingWrite(
      WriteRun run,
      CollectionConfig checkedFor,
      Acknowledge acknowledge,
      long bytes,
      @Nullable Settlement settlement) {
    this.run = run;
    this.checkedFor = checkedFor;
    this.acknowledge = acknowledge;
    this.bytes = bytes;
    this.settlement = settlement;
  }

  /**
   * A write that is the same whatever the state of the points.
   *
   * @param checkedFor settings of the collection when the write was checked, or before
   */
  static PendingWrite of(
      WriteRun run,
      CollectionConfig checkedFor,
      Operation operation,
      ByteBuffer body,
      Acknowledge acknowledge) {
    PendingWrite write =
        new PendingWrite(run, checkedFor, acknowledge, body.remaining(), null);
    write.operations = List.of(operation);
    write.bodies = List.of(body);
    return write;
  }

  /**
   * A write that depends on the points as they are when it is its turn.
   *
   * @param checkedFor settings of the collection when the write was checked, or before
   * @param bytes roughly the memory that it takes in the queue
   */
  static PendingWrite dependent(
      WriteRun run,
      CollectionConfig checkedFor,
      Settlement settlement,
      long bytes,
      Acknowledge acknowledge) {
    return new PendingWrite(run, checkedFor, acknowledge, bytes, settlement);
  }

  /** Returns how it is measured. */
  WriteRun run() {
    return run;
  }

  /** Returns roughly the memory that it takes in the queue. */
  long bytes() {
    return bytes;
  }

  /** Tells whether it has to see all that was written before. */
  boolean dependsOnState() {
    return settlement != null;
  }

  /** Settles what a write that depends on the state comes to. */
  void settle(View view, OperationCodec codec) throws IOException {
    if (settlement == null) {
      throw new IllegalStateException("this write does not depend on the state");
    }
    operations = settlement.operations(view);
    requireSameVectors(view);
    bodies = operations.stream().map(codec.of(view.config())::encode).toList();
    run.points(operations.stream().mapToLong(Operation::pointCount).sum());
  }

  /**
   * Checks that the vectors which it names are those that it was checked for.
   *
   * @throws VdbException with {@code INVALID_ARGUMENT} when one of them was dropped meanwhile
   */
  void requireSameVectors(View view) {
    LivingVectors.requireSame(operations, checkedFor, view.config());
  }

  /** Returns what is to be logged, in order; at least one operation once it is settled. */
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
