package io.vdb.it.bench.counting;

import java.util.Locale;

/** Kinds of recordings. */
public enum Call {
  /** A counter was added to. */
  COUNTER_ADD,
  /** A histogram took a value. */
  HISTOGRAM_RECORD,
  /** The span of a request began that is not recorded. */
  UNRECORDED_ROOT,
  /** A step of a request began that is not recorded. */
  UNRECORDED_CHILD,
  /** An attribute, an event, a link or a failure was told to a span that is not recorded. */
  UNRECORDED_DETAIL,
  /** The span of a request began that is recorded. */
  RECORDED_ROOT,
  /** A step of a request began that is recorded. */
  RECORDED_CHILD,
  /** An attribute, an event, a link or a failure was told to a span that is recorded. */
  RECORDED_DETAIL;

  /** Returns the name of the series that tells its number. */
  public String series() {
    return "calls_" + name().toLowerCase(Locale.ROOT);
  }

  String line() {
    return series() + " ";
  }
}
