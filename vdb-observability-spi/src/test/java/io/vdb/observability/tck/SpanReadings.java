package io.vdb.observability.tck;

import java.util.List;

/** Lets the kit read what a backend has recorded. */
public interface SpanReadings {

  /** Returns the spans that have ended so far, in the order of their ends. */
  List<SpanReading> endedSpans();
}
