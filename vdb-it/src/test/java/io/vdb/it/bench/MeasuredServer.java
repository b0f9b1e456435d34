package io.vdb.it.bench;

import io.vdb.it.server.LiveHeap;
import io.vdb.it.server.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** A server whose CPU time and memory are read from outside. */
final class MeasuredServer {

  private static final int HEAP_READINGS = 3;

  private final Variant variant;
  private final ServerProcess process;
  private final Collector collector;
  private final SearchLoad load;
  private final List<Double> cpuMicros = new ArrayList<>();
  private long roundStart;

  MeasuredServer(
      Variant variant, ServerProcess process, Collector collector, List<byte[]> searches) {
    this.variant = variant;
    this.process = process;
    this.collector = collector;
    this.load = new SearchLoad(process.rest(), searches);
  }

  /** Returns a load for it. */
  SearchLoad load() {
    return load;
  }

  /** Returns its address. */
  URI rest() {
    return process.rest();
  }

  /** Returns the CPU time used since the start, in nanoseconds that come in ticks of 10 ms. */
  long cpuNanos() throws IOException {
    return ProcessHandle.of(process.pid())
        .flatMap(handle -> handle.info().totalCpuDuration())
        .orElseThrow(() -> new IOException("the server is gone: " + process.logTail()))
        .toNanos();
  }

  /** Begins the first round. */
  void startRounds() throws IOException {
    roundStart = cpuNanos();
  }

  /** Ends a round, in which this many searches were sent, and begins the next. */
  void endRound(int searches) throws IOException {
    long now = cpuNanos();
    cpuMicros.add((double) (now - roundStart) / 1e3 / searches);
    roundStart = now;
  }

  /** Returns what was found. */
  Reading reading() throws IOException, InterruptedException {
    return new Reading(variant, cpuMicros, liveBytes(), collector.traceBytes());
  }

  /** The least of a few readings: what a request left behind a moment ago goes away. */
  private long liveBytes() throws IOException, InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < HEAP_READINGS; i++) {
      least = Math.min(least, LiveHeap.bytes(process.pid()));
    }
    return least;
  }

  /** Ends it and its collector. */
  void stop() throws InterruptedException {
    process.stop();
    collector.close();
  }
}
