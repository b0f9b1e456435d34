package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.fault.FailPoint;
import io.vdb.core.filter.PayloadSchema;
import io.vdb.core.index.IndexEnvironment;
import io.vdb.core.index.IndexSnapshot;
import io.vdb.core.index.IndexSpec;
import io.vdb.core.index.VectorIndex;
import io.vdb.core.index.WordField;
import io.vdb.core.log.OperationLog;
import io.vdb.core.model.CollectionConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the points of a collection are: the log, the index at some commit, the table over both, and
 * what writes to them. After a failure another one is made of the same log and the last commit.
 */
record CollectionStorage(
    OperationLog log,
    VectorIndex index,
    PointTable table,
    WriteQueue writes,
    IndexMaintenance maintenance) {

  private static final Logger LOG = LoggerFactory.getLogger(CollectionStorage.class);

  /**
   * What is opened.
   *
   * @param descriptor with the settings and declarations of now
   * @param folder of the collection
   * @param measurement the listener of the log
   */
  record Source(
      CollectionDescriptor descriptor,
      Path folder,
      OperationLog log,
      LogMeasurement measurement,
      WriteAccess access,
      EngineContext context) {

    String name() {
      return descriptor.name();
    }
  }

  /** Opens the index at its last commit and replays what the log has after it. */
  static CollectionStorage open(Source source) throws IOException {
    AtomicReference<@Nullable CollectionStorage> opened = new AtomicReference<>();
    VectorIndex index = openIndex(source, opened);
    try {
      CollectionStorage storage = over(index, source);
      opened.set(storage);
      storage.maintenance.indexChanged(); // merges may have ended while it was opened
      return storage;
    } catch (IOException | RuntimeException | Error e) {
      closing(e, index);
      throw e;
    }
  }

  private static VectorIndex openIndex(
      Source source, AtomicReference<@Nullable CollectionStorage> opened) throws IOException {
    EngineContext context = source.context;
    return context
        .indexes()
        .open(
            source.folder.resolve("index"),
            IndexSpec.of(source.descriptor.config()),
            new IndexEnvironment(
                source.name(),
                context.backgroundThreads(),
                () -> {
                  CollectionStorage storage = opened.get();
                  if (storage != null) {
                    storage.maintenance.indexChanged();
                  }
                },
                context.observability(),
                context.work().merges(source.name())));
  }

  private static CollectionStorage over(VectorIndex index, Source source) throws IOException {
    index.indexWords(wordFields(source.descriptor.schema()));
    PointTable table =
        tableOver(index.snapshot(), source.descriptor.config(), source.context.limits());
    try {
      CollectionStorage storage = of(index, table, source);
      storage.recover(source);
      return storage;
    } catch (IOException | RuntimeException | Error e) {
      table.close(); // and with it the snapshot
      throw e;
    }
  }

  private static PointTable tableOver(
      IndexSnapshot snapshot, CollectionConfig config, Limits limits) throws IOException {
    try {
      return new PointTable(snapshot, config, limits);
    } catch (IOException | RuntimeException | Error e) {
      closing(e, snapshot);
      throw e;
    }
  }

  private static CollectionStorage of(VectorIndex index, PointTable table, Source source) {
    EngineContext context = source.context;
    IndexMaintenance maintenance =
        new IndexMaintenance(
            source.name(),
            index,
            source.log,
            table,
            context.metrics(),
            context.work(),
            context.background(),
            (part, cause) -> table.fail(source.access.failed(part, cause)),
            context.limits().maxLogBytes());
    WriteQueue writes =
        new WriteQueue(
            source.name(),
            source.log,
            table,
            OperationCodec.of(source.descriptor),
            context.metrics(),
            context.limits(),
            context.writers(),
            source.measurement,
            source.access,
            maintenance::flushIfLarge);
    return new CollectionStorage(source.log, index, table, writes, maintenance);
  }

  private void recover(Source source) throws IOException {
    long committed = index.committedSequence();
    if (log.firstSequence() > committed + 1 || log.lastSequence() < committed) {
      throw new VdbException(
          ErrorCode.DATA_LOSS,
          "collection `" + source.name() + "`: the index in " + source.folder.resolve("index")
              + " holds operations up to " + committed + " but the log holds "
              + log.firstSequence() + " to " + log.lastSequence()
              + "; operations are missing");
    }
    CollectionConfig config = source.descriptor.config();
    OperationCodec codec = OperationCodec.of(source.descriptor);
    long start = System.nanoTime();
    long operations = log.lastSequence() - committed;
    source
        .context
        .work()
        .<IOException>recover(
            source.name(),
            operations,
            run -> {
              log.replay(
                  committed,
                  (sequence, body) -> {
                    Operation logged = codec.decode(sequence, body);
                    PointTable.Tally _ =
                        table.apply(
                            sequence,
                            List.of(LivingVectors.of(sequence, logged, config)),
                            run.context());
                    FailPoint.RECOVERY_REPLAY.pass();
                    if (table.wantsFlush()) {
                      maintenance.flush();
                    }
                  });
              View view = table.peek();
              LOG.info(
                  "Collection {} is open with {} points; {} operations were replayed in {} ms",
                  source.name(),
                  view == null ? 0 : view.pointCount(),
                  operations,
                  (System.nanoTime() - start) / 1_000_000);
            });
  }

  /** Returns the fields whose words are to be indexed. */
  static Set<WordField> wordFields(PayloadSchema declared) {
    Set<WordField> fields = new HashSet<>();
    declared
        .fields()
        .forEach(
            (field, type) ->
                type.analysis()
                    .ifPresent(analysis -> fields.add(new WordField(field, analysis))));
    return fields;
  }

  /** Ends writing; what was read stays readable, and the log stays open. Idempotent. */
  void stopWriting() {
    writes.close();
    maintenance.stop();
  }

  static void closing(Throwable cause, AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      cause.addSuppressed(e);
    }
  }
}
