package io.vdb.observability.prometheus;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was left out of scrapes: counted each time, logged once for each cause. */
final class ScrapeFaults {

  /** Bounds the memory of what was logged: names can come from an embedder. */
  private static final int MAX_LOGGED = 1_000;

  private final Logger log;
  private final LongAdder callbacks = new LongAdder();
  private final LongAdder collectors = new LongAdder();
  private final LongAdder clashes = new LongAdder();
  private final Set<String> logged = ConcurrentHashMap.newKeySet();

  ScrapeFaults() {
    this(LoggerFactory.getLogger(ScrapeFaults.class));
  }

  /** For tests, which read what is logged. */
  ScrapeFaults(Logger log) {
    this.log = log;
  }

  /** A gauge or counter callback threw. */
  void callbackFailed(String series, Throwable failure) {
    callbacks.increment();
    if (isFirst(series)) {
      log.warn("left {} out of a scrape: its callback failed", series, failure);
    }
  }

  /** A gauge of somebody else's has a value that cannot be exported. */
  void gaugeNotANumber(String gauge, String type) {
    callbacks.increment();
    if (isFirst(gauge)) {
      log.warn("left the Dropwizard gauge {} out of a scrape: a {} is not a number", gauge, type);
    }
  }

  /** A collector threw, and with it all that it exports is missing. */
  void collectorFailed(String collector, Throwable failure) {
    collectors.increment();
    if (isFirst(collector)) {
      log.warn("left the metrics of {} out of a scrape: it failed", collector, failure);
    }
  }

  /** A metric's name is reserved or taken by another one. */
  void nameRefused(String metric, String reason) {
    clashes.increment();
    if (isFirst(metric)) {
      log.warn("left {} out of a scrape: {}", metric, reason);
    }
  }

  long callbacks() {
    return callbacks.sum();
  }

  long collectors() {
    return collectors.sum();
  }

  long clashes() {
    return clashes.sum();
  }

  private boolean isFirst(String cause) {
    return logged.size() < MAX_LOGGED && logged.add(cause);
  }
}
