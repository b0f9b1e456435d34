package io.vdb.it.bench;

import io.vdb.it.bench.SearchLoad.Headers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What it costs that a request is sampled, found on one running server: callers sample every other
 * trace in one part of a round and none in the other part. Nothing else differs, not even the
 * compiled code, so that much less is lost in noise than between two servers.
 *
 * @param unsampledMicros CPU time of a search that is not sampled
 * @param extraMicros what is added when it is
 */
record SampledInPlace(Estimate unsampledMicros, Estimate extraMicros) {

  /** Every other one. */
  private static final double SHARE = 0.5;

  /** A batch of spans leaves the server after this; the reading waits for a few of them. */
  private static final int EXPORT_DELAY_MILLIS = 200;

  private static final int SETTLE_MILLIS = 5 * EXPORT_DELAY_MILLIS;

  /** Measures with as many pairs as there are rounds in all launches. */
  static SampledInPlace measure(Effort effort, ServerStarts starts)
      throws IOException, InterruptedException {
    MeasuredServer server =
        starts.start(
            Variant.OTEL,
            Map.of("OTEL_BSP_SCHEDULE_DELAY", Integer.toString(EXPORT_DELAY_MILLIS)));
    server.load().send(effort.warmUp(), SampledInPlace::everyOther);
    List<Double> unsampled = new ArrayList<>();
    List<Double> extra = new ArrayList<>();
    for (int i = 0; i < effort.pairs(); i++) {
      // The order changes from pair to pair, so that a drift meets both.
      boolean sampledFirst = i % 2 == 1;
      double first = micros(server, effort, sampledFirst);
      double second = micros(server, effort, !sampledFirst);
      double with = sampledFirst ? first : second;
      double without = sampledFirst ? second : first;
      unsampled.add(without);
      extra.add((with - without) / SHARE);
    }
    server.stop();
    return new SampledInPlace(Estimate.of(unsampled), Estimate.of(extra));
  }

  /** Returns the CPU time added by sampling this share of the requests, 0.01 for one percent. */
  Estimate costOf(double share) {
    return extraMicros.times(share / unsampledMicros.mean());
  }

  private static double micros(MeasuredServer server, Effort effort, boolean sampled)
      throws IOException, InterruptedException {
    Headers headers =
        sampled
            ? SampledInPlace::everyOther
            : _ -> RecordingsPerRequest.traceparent(false);
    long before = server.cpuNanos();
    server.load().send(effort.searches(), headers);
    Thread.sleep(SETTLE_MILLIS);
    return (double) (server.cpuNanos() - before) / 1e3 / effort.searches();
  }

  private static String everyOther(int number) {
    return RecordingsPerRequest.traceparent(number % 2 == 0);
  }
}
