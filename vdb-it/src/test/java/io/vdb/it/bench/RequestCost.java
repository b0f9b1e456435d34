package io.vdb.it.bench;

import io.vdb.it.bench.counting.Call;
import java.util.Map;

/**
 * What one search pays, put together from what its parts cost: nanoseconds of a call times calls of
 * a request, over the CPU time of the request. Errs on the high side: every duration is taken to
 * need two readings of the clock of its own.
 */
final class RequestCost {

  private final Measurements measured;
  private final Map<Call, Double> calls;

  RequestCost(Measurements measured) {
    this.measured = measured;
    this.calls = measured.recordings().unsampled();
  }

  private double calls(Call call) {
    return calls.getOrDefault(call, 0.0);
  }

  /** Returns the nanoseconds that metrics take with these backends. */
  Estimate metricNanos(String backends) {
    return measured
        .added("counterIncrement", backends)
        .times(calls(Call.COUNTER_ADD))
        .plus(measured.added("guardedTimer", backends).times(calls(Call.HISTOGRAM_RECORD)));
  }

  /** Returns the nanoseconds that the spans of a search take that is not sampled. */
  Estimate unsampledNanos(String backends) {
    double steps = calls(Call.UNRECORDED_CHILD) + calls(Call.UNRECORDED_DETAIL);
    return measured
        .cpu("unrecordedRequest", backends)
        .times(calls(Call.UNRECORDED_ROOT))
        .plus(measured.cpu("unrecordedChild", backends).times(steps));
  }

  /** Returns the share of a search's CPU time that these nanoseconds are, 0.01 for one percent. */
  Estimate share(Estimate nanos) {
    return nanos.times(1 / measured.searchNanos());
  }

  /**
   * Returns the share that tracing takes when a tenth of the searches is sampled: what sampling
   * adds, and what the spans of the others cost beyond the ids that a server without a tracer
   * makes.
   */
  Estimate tracingShare() {
    return measured
        .sampled()
        .costOf(0.1)
        .plus(
            share(
                unsampledNanos(MeasuredBackends.OTEL_EXPORTING)
                    .minus(unsampledNanos(MeasuredBackends.NONE))));
  }
}
