package io.vdb.observability.tck;

import io.vdb.observability.spi.Span;
import io.vdb.observability.spi.TraceContext;
import java.util.List;

/** What the kit does to spans. */
final class TckSpans {

  /** A caller's header, of a trace that is recorded. */
  static final String SAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  /** The same, of a trace that is not. */
  static final String NOT_SAMPLED = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";

  /** What a caller's vendors pass along. */
  static final String STATE = "vendor=a1,other=b2";

  private static final String HUGE = "\ud83d\udd25\u0000\n\"".repeat(100_000);

  private TckSpans() {}

  /** Sets what a careless caller may set; none of it may throw. */
  @SuppressWarnings("NullAway") // what a careless caller may do
  static void useInEveryWay(Span span) {
    String missing = null;
    for (String text : List.of("", HUGE, "ordinary")) {
      span.attribute(text, text).attribute(text, Long.MIN_VALUE).attribute(text, true);
      span.event(text).failed(text, null).failed(text, new StackOverflowError(HUGE));
      span.child(text).end(Long.MIN_VALUE);
    }
    for (double value : new double[] {Double.NaN, Double.NEGATIVE_INFINITY, -0.0}) {
      span.attribute("value", value);
    }
    span.attribute("missing", missing).attribute(missing, "missing").attribute(missing, 1L);
    span.link(TraceContext.NONE).link(span.context());
    span.child("later", Long.MAX_VALUE).end(Long.MIN_VALUE);
    span.end(Long.MAX_VALUE);
    span.end();
    span.attribute("late", "x").event("late").failed("late", null).child("late").end();
  }
}
