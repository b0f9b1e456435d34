package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.model.AliasAction;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes aliases, a batch at a time, and measures each batch once. Safe for concurrent use. */
final class AliasWriter {

  private static final Logger LOG = LoggerFactory.getLogger(AliasWriter.class);

  private final CollectionRegistry registry;
  private final AliasMetrics metrics;

  AliasWriter(CollectionRegistry registry, AliasMetrics metrics) {
    this.registry = registry;
    this.metrics = metrics;
  }

  /** Lets a batch take place, or throws and changes nothing; durable on return. */
  void write(List<AliasAction> actions) {
    if (actions.isEmpty()) {
      return;
    }
    AliasRun run = new AliasRun(List.copyOf(actions), registry.aliases());
    AliasTable.Change change;
    try {
      change = change(run);
    } catch (RuntimeException | Error e) {
      ended(run, e);
      throw e;
    }
    ended(run, null);
    if (!change.isEmpty()) {
      LOG.info("Aliases changed: {}", change);
    }
  }

  private AliasTable.Change change(AliasRun run) {
    try {
      return registry.changeAliases(run);
    } catch (IOException e) {
      throw new VdbException(
          ErrorCode.UNAVAILABLE, "the aliases cannot be changed: " + e, e);
    }
  }

  private void ended(AliasRun run, @Nullable Throwable failure) {
    WriteRun write = run.write();
    long end = System.nanoTime();
    long nanos = end - write.startNanos();
    if (failure == null) {
      metrics.changed(run.operation(), nanos);
    } else {
      metrics.refused(run.operation(), failure);
    }
    write.ended(end, failure);
    OperationLines.write(write.kind(), null, nanos, write.points(), failure);
  }
}
