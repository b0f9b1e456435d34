package io.vdb.it.bench;

import io.vdb.it.bench.SearchLoad.Headers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What it costs that a request is sampled, found on one running server: callers sample every trace
 * in one part of a round and none in the other part. Nothing else differs, not even the compiled
 * code, so that much less is lost in noise than between two servers.
 *
 * <p>A server that samples a tenth takes a while until it has seen enough sampled requests for the
 * compiler to be done with what they need. So all of the load that goes before is sampled, and the
 * measuring begins when the CPU time of a request falls no more.
 *
 * @param warmUp requests before the first pair
 * @param unsampledMicros CPU time of a search that is not sampled
 * @param extraMicros what is added when it is
 */
record SampledInPlace(int warmUp, Estimate unsampledMicros, Estimate extraMicros) {

  /** A batch of spans leaves the server after this; the reading waits for a few of them. */
  private static final int EXPORT_DELAY_MILLIS = 200;

  private static final int SETTLE_MILLIS = 5 * EXPORT_DELAY_MILLIS;

  /** Ten times the default, as ten times as much is sampled: what is dropped costs too little. */
  private static final int QUEUE_SIZE = 20_480;

  /** Blocks whose CPU time is compared with that of as many before. */
  private static final int BLOCKS = 3;

  /** What counts as no more falling. */
  private static final double FLAT = 0.97;

  /** By then it is as warm as it gets; a busy machine may hide that. */
  private static final int MOST_BLOCKS = 12;

  /** Measures with as many pairs as there are rounds in all launches. */
  static SampledInPlace measure(Effort effort, ServerStarts starts)
      throws IOException, InterruptedException {
    MeasuredServer server =
        starts.start(
            Variant.OTEL,
            Map.of(
                "OTEL_BSP_SCHEDULE_DELAY", Integer.toString(EXPORT_DELAY_MILLIS),
                "OTEL_BSP_MAX_QUEUE_SIZE", Integer.toString(QUEUE_SIZE)));
    int warmUp = warmUp(server, effort);
    List<Double> unsampled = new ArrayList<>();
    List<Double> extra = new ArrayList<>();
    for (int i = 0; i < effort.pairs(); i++) {
      // The order changes from pair to pair, so that a drift meets both.
      boolean sampledFirst = i % 2 == 1;
      double first = micros(server, effort.searches(), sampledFirst);
      double second = micros(server, effort.searches(), !sampledFirst);
      double with = sampledFirst ? first : second;
      double without = sampledFirst ? second : first;
      unsampled.add(without);
      extra.add(with - without);
    }
    server.stop();
    return new SampledInPlace(warmUp, Estimate.of(unsampled), Estimate.of(extra));
  }

  /** Sends sampled requests until that gets no cheaper; returns how many. */
  private static int warmUp(MeasuredServer server, Effort effort)
      throws IOException, InterruptedException {
    List<Double> blocks = new ArrayList<>();
    while (blocks.size() < MOST_BLOCKS && !isFlat(blocks)) {
      blocks.add(micros(server, effort.warmUp(), true));
      System.out.println("warming up: " + blocks.getLast() + " us for a sampled search");
    }
    micros(server, effort.searches(), false);
    return blocks.size() * effort.warmUp();
  }

  /** Tells whether the last blocks took no less than those before them. */
  private static boolean isFlat(List<Double> blocks) {
    int size = blocks.size();
    return size >= 2 * BLOCKS
        && least(blocks.subList(size - BLOCKS, size))
            >= FLAT * least(blocks.subList(0, size - BLOCKS));
  }

  private static double least(List<Double> micros) {
    return micros.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  /** Returns the CPU time added by sampling this share of the requests, 0.01 for one percent. */
  Estimate costOf(double share) {
    return extraMicros.times(share / unsampledMicros.mean());
  }

  private static double micros(MeasuredServer server, int searches, boolean sampled)
      throws IOException, InterruptedException {
    Headers headers = _ -> RecordingsPerRequest.traceparent(sampled);
    long before = server.cpuNanos();
    server.load().send(searches, headers);
    Thread.sleep(SETTLE_MILLIS);
    return (double) (server.cpuNanos() - before) / 1e3 / searches;
  }
}
