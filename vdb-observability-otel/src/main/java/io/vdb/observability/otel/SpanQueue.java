package io.vdb.observability.otel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Ended spans on their way to the collector: a bounded queue that drops what does not fit, emptied
 * in batches by a thread of its own. Every span taken is counted once, as exported or as dropped.
 */
final class SpanQueue {

  private final Batching batching;
  private final SpanEncoder encoder;
  private final SpanSender sender;
  private final ExportWatch watch;
  private final ExportLoop loop;
  private final Queue<RecordedSpan> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final LongAdder exported = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private volatile boolean open = true;
  private volatile boolean over;

  SpanQueue(Batching batching, SpanEncoder encoder, SpanSender sender, ExportWatch watch) {
    this.batching = batching;
    this.encoder = encoder;
    this.sender = sender;
    this.watch = watch;
    this.loop = new ExportLoop("spans", batching.delay(), this::exportWaiting);
  }

  void start() {
    loop.start();
  }

  /** Takes an ended span. Never blocks. */
  void offer(RecordedSpan span) {
    if (!open || !reserve()) {
      dropped.increment();
      return;
    }
    waiting.add(span);
    if (size.get() >= batching.batchSize()) {
      loop.wake();
    }
    if (over) {
      // The thread has ended between the check and the adding: nobody else will count this one.
      dropWaiting();
    }
  }

  private boolean reserve() {
    if (size.incrementAndGet() <= batching.queueSize()) {
      return true;
    }
    size.decrementAndGet();
    return false;
  }

  boolean isOpen() {
    return open;
  }

  long exported() {
    return exported.sum();
  }

  long dropped() {
    return dropped.sum();
  }

  boolean flush(Duration patience) {
    return loop.flush(patience);
  }

  /** Takes no more spans and sends those that wait; returns at once. */
  void beginClose() {
    open = false;
    loop.beginEnd();
  }

  /** Waits until a reading of {@link System#nanoTime}; what is not sent then is dropped. */
  void awaitClose(long deadline) {
    loop.awaitEnd(deadline);
    try {
      sender.shutdown();
    } finally {
      over = true;
      dropWaiting();
    }
  }

  private void exportWaiting() {
    for (List<RecordedSpan> batch = nextBatch(); !batch.isEmpty(); batch = nextBatch()) {
      export(batch);
    }
  }

  private void export(List<RecordedSpan> batch) {
    boolean arrived = false;
    try {
      arrived =
          !loop.isLate() && watch.succeeds(() -> sender.send(encoder.request(batch)), batching.timeout());
    } finally {
      (arrived ? exported : dropped).add(batch.size());
      size.addAndGet(-batch.size());
    }
  }

  /** Makes the room before it takes anything, so that no span is lost between queue and batch. */
  private List<RecordedSpan> nextBatch() {
    int most = Math.min(batching.batchSize(), size.get());
    List<RecordedSpan> batch = new ArrayList<>(most);
    while (batch.size() < most) {
      RecordedSpan span = waiting.poll();
      if (span == null) {
        break;
      }
      batch.add(span);
    }
    return batch;
  }

  private void dropWaiting() {
    while (waiting.poll() != null) {
      size.decrementAndGet();
      dropped.increment();
    }
  }
}
