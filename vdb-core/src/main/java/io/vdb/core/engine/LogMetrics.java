package io.vdb.core.engine;

import io.vdb.core.log.LogListener;

/** Feeds what a log reports to the metrics. */
record LogMetrics(EngineMetrics metrics) implements LogListener {

  @Override
  public void appended(int records, long bytes) {
    metrics.logAppended(records);
  }

  @Override
  public void forced(long nanos) {
    metrics.fsynced(nanos);
  }
}
