package io.vdb.server.cli.load;

import io.vdb.server.cli.remote.RestException;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sends batches, several at a time. The last one goes alone with {@code wait=true} when all others
 * are acknowledged, so that everything is visible when it is answered.
 *
 * <p>Used by one thread, which is held back while as many requests as allowed are on the way.
 */
final class BatchSender implements AutoCloseable {

  private static final long LOOK_MILLIS = 100;

  private final RestClient client;
  private final String path;
  private final int parallel;
  private final Semaphore free;
  private final ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private @Nullable Batch held;

  /** One request, and the rows in it for messages. */
  record Batch(JsonBody body, long firstRow, int rows) {}

  BatchSender(RestClient client, String collectionPath, int parallel) {
    this.client = client;
    this.path = collectionPath + "/points?wait=";
    this.parallel = parallel;
    this.free = new Semaphore(parallel);
  }

  /** Takes a batch; sends the one before it. Waits for a free place. */
  void accept(Batch batch, Runnable whileWaiting) throws IOException, InterruptedException {
    Batch previous = held;
    held = batch;
    if (previous == null) {
      return;
    }
    await(1, whileWaiting);
    try {
      failIfAny();
    } catch (IOException e) {
      free.release();
      throw e;
    }
    senders.execute(
        () -> {
          try {
            send(previous, false);
          } catch (IOException | InterruptedException | RuntimeException e) {
            failure.compareAndSet(null, e);
          } finally {
            free.release();
          }
        });
  }

  /** Waits for everything and sends the last batch. */
  void finish(Runnable whileWaiting) throws IOException, InterruptedException {
    await(parallel, whileWaiting);
    free.release(parallel);
    failIfAny();
    Batch last = held;
    held = null;
    if (last != null) {
      send(last, true);
    }
    whileWaiting.run();
  }

  /** Returns how many rows the server has acknowledged. */
  long acknowledged() {
    return acknowledged.get();
  }

  private void await(int places, Runnable whileWaiting) throws InterruptedException {
    do {
      whileWaiting.run();
    } while (!free.tryAcquire(places, LOOK_MILLIS, TimeUnit.MILLISECONDS));
  }

  private void failIfAny() throws IOException, InterruptedException {
    Exception first = failure.get();
    switch (first) {
      case null -> {}
      case IOException e -> throw e;
      case InterruptedException e -> throw e;
      default -> throw new IllegalStateException("a batch could not be sent", first);
    }
  }

  private void send(Batch batch, boolean wait) throws IOException, InterruptedException {
    try {
      client.put(path + wait, batch.body());
      acknowledged.addAndGet(batch.rows());
    } catch (RestException e) {
      long last = batch.firstRow() + batch.rows() - 1;
      throw e.about("rows " + batch.firstRow() + " to " + last);
    }
  }

  @Override
  public void close() {
    senders.shutdownNow();
    senders.close();
  }
}
