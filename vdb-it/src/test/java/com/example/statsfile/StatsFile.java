package com.example.statsfile;

import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.MetricDefinition;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.Registration;
import io.vdb.observability.spi.SelfObserving;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/** Appends all values to a file, at an interval and once more when it is closed. */
final class StatsFile implements Observability, SelfObserving {

  private static final MetricDefinition FAILURES =
      MetricDefinition.counter(
          "statsfile_write_failures_total", "Times the statistics could not be written.");

  private final Path path;
  private final StatsMeter meter = new StatsMeter();
  private final LongAdder failures = new LongAdder();
  private final Object writing = new Object();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final ScheduledThreadPoolExecutor clock =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("statsfile").factory());

  private StatsFile(Path path) {
    this.path = path;
  }

  static StatsFile open(StatsFileSettings settings) {
    StatsFile file = new StatsFile(settings.path());
    try {
      file.append("");
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot write to " + settings.path() + ": " + e, e);
    }
    long millis = settings.interval().toMillis();
    Future<?> _ =
        file.clock.scheduleWithFixedDelay(file::write, millis, millis, TimeUnit.MILLISECONDS);
    return file;
  }

  @Override
  public Meter meter() {
    return meter;
  }

  @Override
  public <T> Optional<T> capability(Class<T> type) {
    return type == SelfObserving.class ? Optional.of(type.cast(this)) : Optional.empty();
  }

  @Override
  public Registration export(Meter all) {
    return all.counterCallback(FAILURES, failures::sum);
  }

  /** Appends a block: the time, then a line for each value. The last block has the last values. */
  void write() {
    synchronized (writing) {
      try {
        String lines = meter.lines();
        if (!lines.isEmpty()) {
          append("# " + Instant.now() + "\n" + lines);
        }
      } catch (IOException | RuntimeException _) {
        failures.increment(); // whoever runs the database must not suffer from a full disk
      }
    }
  }

  private void append(String text) throws IOException {
    Files.writeString(path, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      clock.shutdown();
      write();
      meter.close();
    }
  }
}
