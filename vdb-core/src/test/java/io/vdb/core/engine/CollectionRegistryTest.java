package io.vdb.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vdb.core.log.Durability;
import io.vdb.core.log.FileOperationLog;
import io.vdb.core.log.LogConfig;
import io.vdb.core.log.LogListener;
import io.vdb.core.log.OperationLog;
import io.vdb.core.memory.MemoryIndexProvider;
import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.Distance;
import io.vdb.observability.spi.Observability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CollectionRegistryTest {

  @TempDir Path folder;

  @Test
  void opensAgainAfterTheRecordOfANewCollectionWasWrittenButNotFlushed() throws Exception {
    try (DataDirectory directory = DataDirectory.open(folder);
        ExecutorService threads = Executors.newCachedThreadPool();
        SystemLog log =
            new SystemLog(
                new UnflushedLog(
                    FileOperationLog.open(
                        directory.systemLog(),
                        LogConfig.of(Durability.SYNC),
                        LogListener.NOOP)))) {
      EngineMetrics metrics = new EngineMetrics(Observability.noop().meter());
      CollectionRegistry registry =
          new CollectionRegistry(
              directory,
              log,
              new EngineContext(
                  new MemoryIndexProvider(),
                  Durability.SYNC,
                  Limits.DEFAULT,
                  1,
                  Observability.noop(),
                  metrics,
                  new SlowQueries(DatabaseConfig.defaultSlowQueries(), metrics),
                  new BackgroundWork(Observability.noop(), metrics),
                  threads,
                  threads));
      registry.openAll();
      assertThatThrownBy(() -> registry.create("c", CollectionConfig.of(1, Distance.DOT)))
          .isInstanceOf(IOException.class);
      registry.close();
    }
    try (Database database = TestDatabases.open(folder, Limits.DEFAULT)) {
      assertThat(database.collection("c").count(null)).isZero();
    }
  }

  /** Writes records, then says that flushing them failed. */
  private record UnflushedLog(OperationLog log) implements OperationLog {

    @Override
    public long lastSequence() {
      return log.lastSequence();
    }

    @Override
    public long firstSequence() {
      return log.firstSequence();
    }

    @Override
    public long append(List<ByteBuffer> bodies) throws IOException {
      log.append(bodies);
      throw new IOException("the flush failed");
    }

    @Override
    public void sync() throws IOException {
      log.sync();
    }

    @Override
    public void replay(long after, RecordVisitor visitor) throws IOException {
      log.replay(after, visitor);
    }

    @Override
    public void truncateThrough(long sequence) throws IOException {
      log.truncateThrough(sequence);
    }

    @Override
    public long sizeBytes() {
      return log.sizeBytes();
    }

    @Override
    public void close() throws IOException {
      log.close();
    }
  }
}
