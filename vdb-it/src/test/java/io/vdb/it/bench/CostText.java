package io.vdb.it.bench;

import io.vdb.it.bench.counting.Call;
import java.util.Locale;

/** Writes the report. */
final class CostText {

  private static final double SCRAPE_SECONDS = 15;
  private static final double MEBI = 1 << 20;

  private final Measurements measured;
  private final RequestCost request;
  private final Markdown text = new Markdown();

  CostText(Measurements measured) {
    this.measured = measured;
    this.request = new RequestCost(measured);
  }

  /** Returns the whole of it, after these lines on where it comes from. */
  String with(String origin) {
    text.paragraph("# What observability costs").paragraph(origin);
    if (measured.effort().quick()) {
      text.paragraph("**A quick run, which shows that everything works and measures nothing.**");
    }
    targets();
    endToEnd();
    sampling();
    requestParts();
    recordings();
    trace();
    heap();
    return text.toString();
  }

  private void targets() {
    text.heading("Targets")
        .paragraph(
            "Upper bounds are upper ends of 95 % confidence intervals. *From its parts* is what"
                + " the recordings of a search cost, measured one by one and added up; *end to end*"
                + " compares whole servers, which differ by more than this from start to start, so"
                + " there the bound says mostly how well one can see.")
        .columns(
            "what", "target", "from its parts", "upper bound", "end to end", "upper bound");
    Estimate metrics = request.share(request.metricNanos(MeasuredBackends.PROMETHEUS));
    Estimate whole = Launch.excess(measured.launches(), Variant.PROMETHEUS, Variant.NONE);
    target("metrics (Prometheus), CPU", "< 0.5 %", metrics, whole);
    Estimate tracing = request.tracingShare();
    Estimate traced = Launch.excess(measured.launches(), Variant.OTEL, Variant.NONE);
    target(
        "tracing at 10 % (end to end: with OpenTelemetry's metrics), CPU",
        "< 1 %",
        tracing,
        traced);
    text.end()
        .columns("what", "target", "added live heap, MiB", "upper bound, MiB");
    heapTarget("metrics (Prometheus)", "< 10 MB", Variant.PROMETHEUS);
    heapTarget("tracing at 10 % and metrics by OpenTelemetry", "< 20 MB", Variant.OTEL);
    heapTarget("both", "< 30 MB", Variant.BOTH);
    text.end();
  }

  private void target(String what, String target, Estimate parts, Estimate whole) {
    text.row(
        what, target, percent(parts), percent(parts.upper()), percent(whole),
        percent(whole.upper()));
  }

  private void heapTarget(String what, String target, Variant variant) {
    Estimate bytes = Launch.bytes(measured.launches(), variant, Variant.NONE).times(1 / MEBI);
    text.row(what, target, bytes.text(2), String.format(Locale.ROOT, "%.2f", bytes.upper()));
  }

  private void endToEnd() {
    Effort effort = measured.effort();
    text.heading("End to end")
        .paragraph(
            "Searches for the " + SearchData.LIMIT + " nearest of " + SearchData.POINTS
                + " points of " + SearchData.DIMENSION + " dimensions with their payload, over REST"
                + " and 4 connections, on servers that search the very same segments. All are alive"
                + " at once and loaded in turn, " + effort.searches() + " searches each, in an"
                + " order drawn for each of " + effort.rounds() + " rounds, after "
                + effort.warmUp() + " searches each to warm up; all of it " + effort.launches() + " times with fresh"
                + " processes. CPU time is the server's, of a whole round: also what it spends on"
                + " exporting while others are loaded. Ratios are paired by round; the interval is"
                + " over the launches, because each compiles its code a little differently. The"
                + " second server without backends shows what noise looks like.")
        .columns(
            "backends",
            "CPU of a search, µs",
            "more than none",
            "upper bound",
            "live heap, MiB",
            "spans exported, MiB");
    for (Variant variant : Variant.values()) {
      endToEnd(variant);
    }
    text.end();
    Estimate logs =
        Launch.excess(measured.launches(), Variant.BOTH_AND_LOGS, Variant.BOTH);
    text.paragraph(
        "A JSON line for each request adds " + percent(logs) + " to what both backends take (upper"
            + " bound " + percent(logs.upper()) + ").");
    Estimate scrape = measured.scrape().shareOfCore(SCRAPE_SECONDS);
    text.paragraph(
        "Scrapes are not part of this load. One of " + measured.scrape().bytes() + " bytes takes "
            + measured.scrape().cpuMillis().text(2) + " ms of CPU, which is " + percent(scrape)
            + " of one core at one every 15 s.");
  }

  private void endToEnd(Variant variant) {
    boolean base = variant == Variant.NONE;
    Estimate excess = Launch.excess(measured.launches(), variant, Variant.NONE);
    Estimate heap =
        Estimate.of(
            measured.launches().stream()
                .map(launch -> launch.of(variant).liveBytes() / MEBI)
                .toList());
    Estimate spans =
        Estimate.of(
            measured.launches().stream()
                .map(launch -> launch.of(variant).traceBytes() / MEBI)
                .toList());
    text.row(
        variant.label,
        Launch.micros(measured.launches(), variant).text(1),
        base ? "" : percent(excess),
        base ? "" : percent(excess.upper()),
        heap.text(2),
        variant.exports() ? spans.text(1) : "");
  }

  private void sampling() {
    SampledInPlace sampled = measured.sampled();
    text.heading("Sampling, on one server")
        .paragraph(
            "The same server with OpenTelemetry, with callers that sample every trace in one half of"
                + " each of " + measured.effort().pairs() + " pairs and none in the other; the"
                + " export of the spans is waited for and counted. Nothing differs between the"
                + " halves but the sampling. Before that come " + sampled.warmUp()
                + " requests that are all sampled, until they get no cheaper: a server that samples"
                + " a tenth needs ten times as many until its compiler has done what it can, and"
                + " this is what it pays from then on.")
        .columns("", "µs of CPU")
        .row("a search that is not sampled", sampled.unsampledMicros().text(1))
        .row("added when it is sampled", sampled.extraMicros().text(1))
        .end()
        .paragraph(
            "At 10 % that is " + percent(sampled.costOf(0.1)) + " (upper bound "
                + percent(sampled.costOf(0.1).upper()) + ").");
  }

  private void requestParts() {
    text.heading("What a search records")
        .paragraph(
            "Counted by a backend that does nothing else, over searches whose callers do not sample"
                + " and over searches whose callers do.")
        .columns("calls of one search", "not sampled", "sampled");
    for (Call call : Call.values()) {
      text.row(
          call.name().toLowerCase(Locale.ROOT).replace('_', ' '),
          number(measured.recordings().unsampled().getOrDefault(call, 0.0)),
          number(measured.recordings().sampled().getOrDefault(call, 0.0)));
    }
    text.end()
        .columns("backends", "metrics of a search, ns", "share of its CPU time", "upper bound");
    for (String backends :
        new String[] {
          MeasuredBackends.NONE, MeasuredBackends.PROMETHEUS, MeasuredBackends.OTEL,
          MeasuredBackends.OTEL_EXPORTING, MeasuredBackends.BOTH
        }) {
      Estimate nanos = request.metricNanos(backends);
      Estimate share = request.share(nanos);
      text.row(backends, nanos.text(0), percent(share), percent(share.upper()));
    }
    text.end()
        .paragraph(
            "The spans of a search that is not sampled take "
                + request.unsampledNanos(MeasuredBackends.NONE).text(0) + " ns without a tracer,"
                + " for the ids that log lines and answers carry, and "
                + request.unsampledNanos(MeasuredBackends.OTEL_EXPORTING).text(0)
                + " ns with OpenTelemetry.");
  }

  private void recordings() {
    text.heading("One recording")
        .paragraph(
            "JMH, handles bound beforehand; nanoseconds of CPU of all threads, and bytes allocated."
                + " `nothing` is what every benchmark of metrics does besides.")
        .columns("benchmark", "backends", "threads", "ns of CPU", "B");
    for (JmhRun.Figure figure : measured.figures()) {
      text.row(
          figure.benchmark(), figure.backends(), Integer.toString(figure.threads()),
          figure.cpu().text(1), String.format(Locale.ROOT, "%.2f", figure.bytes()));
    }
    text.end();
  }

  private void trace() {
    JmhRun.Figure trace = measured.figure("exportedTrace", MeasuredBackends.OTEL_EXPORTING);
    double spans = 1 + measured.recordings().sampled().getOrDefault(Call.RECORDED_CHILD, 0.0);
    text.heading("One trace")
        .paragraph(
            "The spans of a search, " + number(spans) + " with "
                + number(measured.recordings().sampled().getOrDefault(Call.RECORDED_DETAIL, 0.0))
                + " attributes, from the start of the first to the arrival of the last at a"
                + " collector, in a loop that does nothing else. It is warm for seconds only, in which"
                + " the thread that sends is hardly compiled, so a server that has run for minutes"
                + " takes less, as above.")
        .columns("", "µs of CPU")
        .row("all threads", trace.cpu().times(1e-3).text(2))
        .row("the thread that makes the spans", trace.callersCpu().times(1e-3).text(2))
        .end();
  }

  private void heap() {
    text.heading("Heap")
        .paragraph(
            "What is alive after a collection that `jcmd GC.class_histogram` forces, the least of"
                + " three readings, after the last round of a launch; in the tables above.");
  }

  private static String percent(Estimate share) {
    return share.times(100).text(2) + " %";
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f %%", 100 * share);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
