package io.vdb.observability.tck;

import java.util.List;

/** Lets the kit read the spans that a backend has recorded. */
public interface SpanReadings {

  /** Returns the spans that have ended so far. */
  List<SpanReading> endedSpans();

  /**
   * Returns everything that was recorded as text, in whatever form, also what no {@link SpanReading}
   * shows, such as stack traces: the kit looks for what must not be there.
   */
  String asText();
}
