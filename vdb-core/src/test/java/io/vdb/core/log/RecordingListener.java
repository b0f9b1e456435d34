package io.vdb.core.log;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what a log reports. */
final class RecordingListener implements LogListener {

  final AtomicInteger groups = new AtomicInteger();
  final AtomicInteger records = new AtomicInteger();
  final AtomicLong bytes = new AtomicLong();
  final AtomicInteger forces = new AtomicInteger();

  @Override
  public void appended(int count, long size) {
    groups.incrementAndGet();
    records.addAndGet(count);
    bytes.addAndGet(size);
  }

  @Override
  public void forced(long startNanos, long nanos) {
    forces.incrementAndGet();
  }
}
