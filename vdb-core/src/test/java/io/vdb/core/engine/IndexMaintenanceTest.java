package io.vdb.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.core.index.IndexEnvironment;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.VectorIndex;
import io.vdb.core.log.OperationLog;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.core.model.HnswConfig;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.observability.spi.Context;
import io.vdb.observability.spi.Observability;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexMaintenanceTest {

  @TempDir Path folder;

  @Test
  void cutsALargeLogUnderATrickleOfWritesToo() throws Exception {
    cutsTheLogAfter(new Operation.Upsert(List.of(Point.of(1, new float[] {1}, Map.of()))));
  }

  @Test
  void cutsALargeLogOfOperationsWithoutEffect() throws Exception {
    cutsTheLogAfter(new Operation.Delete(List.of(PointId.of(1))));
  }

  private void cutsTheLogAfter(Operation operation) throws Exception {
    try (VectorIndex index =
        new GatedIndexes()
            .open(
                folder,
                new IndexSpec(1, Distance.DOT, HnswConfig.DEFAULT),
                new IndexEnvironment("c", 1, () -> {}))) {
      PointTable table = new PointTable(
              index.snapshot(), CollectionConfig.of(1, Distance.DOT), Limits.DEFAULT);
      LargeLog log = new LargeLog();
      EngineMetrics metrics = new EngineMetrics(Observability.noop().meter());
      IndexMaintenance maintenance =
          new IndexMaintenance(
              "c",
              index,
              log,
              table,
              metrics,
              new BackgroundWork(Observability.noop(), metrics),
              Runnable::run,
              (part, failure) -> {
                throw new AssertionError(part + " failed", failure);
              },
              Limits.DEFAULT.maxLogBytes());
      table.apply(1, List.of(operation), Context.NONE);
      maintenance.tick(0); // time for a flush, as after ten seconds of a trickle
      assertThat(log.truncatedThrough).hasValue(1);
      table.close();
    }
  }

  /** A log that has grown far beyond what recovery should have to read. */
  private static final class LargeLog implements OperationLog {
    private final AtomicLong truncatedThrough = new AtomicLong();

    @Override
    public long lastSequence() {
      return 1;
    }

    @Override
    public long firstSequence() {
      return 1;
    }

    @Override
    public long append(List<ByteBuffer> bodies) {
      throw new AssertionError("maintenance never writes to the log");
    }

    @Override
    public void sync() {}

    @Override
    public void replay(long after, RecordVisitor visitor) {}

    @Override
    public void truncateThrough(long sequence) {
      truncatedThrough.set(sequence);
    }

    @Override
    public long sizeBytes() {
      return truncatedThrough.get() > 0 ? 0 : 1L << 40;
    }

    @Override
    public void close() {}
  }
}
