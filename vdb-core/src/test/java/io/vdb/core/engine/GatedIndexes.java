package io.vdb.core.engine;

import io.vdb.core.index.CommittedFiles;
import io.vdb.core.index.IndexChange;
import io.vdb.core.index.IndexEnvironment;
import io.vdb.core.index.IndexSnapshot;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.IndexStats;
import io.vdb.core.index.VectorIndex;
import io.vdb.core.index.VectorIndexProvider;
import io.vdb.core.index.VectorKernel;
import io.vdb.core.memory.MemoryIndexProvider;
import io.vdb.core.model.Distance;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Indexes in memory that can be made to wait or to fail when points are moved into them. */
final class GatedIndexes implements VectorIndexProvider {

  final AtomicBoolean failing = new AtomicBoolean();
  final AtomicBoolean breaking = new AtomicBoolean();
  final AtomicBoolean failingSearches = new AtomicBoolean();
  final AtomicInteger vectorsPut = new AtomicInteger();
  final AtomicInteger commitsWaiting = new AtomicInteger();
  final AtomicInteger batches = new AtomicInteger();
  final AtomicInteger largestBatch = new AtomicInteger();
  private final VectorIndexProvider memory = new MemoryIndexProvider();
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile CountDownLatch commitGate = new CountDownLatch(0);

  /** Lets no batch through until {@link #open}. */
  void shut() {
    gate = new CountDownLatch(1);
  }

  void open() {
    gate.countDown();
  }

  /** Lets no commit through until {@link #openCommits}. */
  void shutCommits() {
    commitGate = new CountDownLatch(1);
  }

  void openCommits() {
    commitGate.countDown();
  }

  @Override
  public String name() {
    return "gated";
  }

  @Override
  public int spiVersion() {
    return SPI_VERSION;
  }

  @Override
  public VectorKernel kernel(Distance distance) {
    return memory.kernel(distance);
  }

  @Override
  public VectorIndex open(Path folder, IndexSpec spec, IndexEnvironment environment)
      throws IOException {
    return new Gated(memory.open(folder, spec, environment));
  }

  private final class Gated implements VectorIndex {
    private final VectorIndex index;

    Gated(VectorIndex index) {
      this.index = index;
    }

    private static void pass(CountDownLatch gate) throws IOException {
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }

    @Override
    public void apply(List<IndexChange> changes, long sequence) throws IOException {
      pass(gate);
      if (breaking.get()) {
        throw new AssertionError("the index is broken");
      }
      if (failing.get()) {
        throw new IOException("no space left on device");
      }
      changes.forEach(
          change -> {
            if (change instanceof IndexChange.Put) {
              vectorsPut.incrementAndGet();
            }
          });
      largestBatch.accumulateAndGet(changes.size(), Math::max);
      index.apply(changes, sequence);
      batches.incrementAndGet();
    }

    @Override
    public void configure(IndexSpec spec) {
      index.configure(spec);
    }

    @Override
    public long committedSequence() {
      return index.committedSequence();
    }

    @Override
    public IndexSnapshot snapshot() throws IOException {
      IndexSnapshot snapshot = index.snapshot();
      return (IndexSnapshot)
          Proxy.newProxyInstance(
              IndexSnapshot.class.getClassLoader(),
              new Class<?>[] {IndexSnapshot.class},
              (_, method, arguments) -> {
                if (failingSearches.get() && method.getName().equals("nearest")) {
                  throw new IOException("a segment cannot be read");
                }
                return method.invoke(snapshot, arguments);
              });
    }

    @Override
    public long commit() throws IOException {
      commitsWaiting.incrementAndGet();
      pass(commitGate);
      return index.commit();
    }

    @Override
    public CommittedFiles committedFiles() throws IOException {
      return index.committedFiles();
    }

    @Override
    public void optimize() {
      index.optimize();
    }

    @Override
    public IndexStats stats() {
      return index.stats();
    }

    @Override
    public void close() throws IOException {
      index.close();
    }
  }
}
