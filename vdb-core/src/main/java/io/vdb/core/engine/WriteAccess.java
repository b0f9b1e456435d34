package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether something takes writes: after a failure it is read-only, and when the failure is one that may
 * pass, it is due every now and then to be tried whether it has passed. Safe for concurrent use.
 */
final class WriteAccess {

  private static final Logger LOG = LoggerFactory.getLogger(WriteAccess.class);

  /** How many times longer than the first pause any other may be. */
  private static final int LONGEST = 5;

  private final String subject;
  private final StorageMetrics metrics;
  private final long firstPauseNanos;
  private final Object lock = new Object();

  /** What failed since writes were taken last. Guarded by {@link #lock}, as what follows. */
  private final Set<StoragePart> failed = EnumSet.noneOf(StoragePart.class);

  private boolean lasting;
  private long sinceNanos;
  private long dueNanos;
  private long pauseNanos;

  private volatile @Nullable VdbException refusal;
  private volatile @Nullable StorageFault fault;

  /**
   * Access to something that takes writes.
   *
   * @param subject what it is, for people
   * @param firstPause until it is tried for the first time whether a failure has passed
   */
  WriteAccess(String subject, StorageMetrics metrics, Duration firstPause) {
    this.subject = subject;
    this.metrics = metrics;
    this.firstPauseNanos = firstPause.toNanos();
  }

  /** Returns what writers are told; nothing while it takes writes. */
  @Nullable VdbException refusal() {
    return refusal;
  }

  /** Returns why it takes no writes; nothing while it does. */
  @Nullable StorageFault fault() {
    return fault;
  }

  /** Tells whether this failed since writes were taken last. */
  boolean failed(StoragePart part) {
    synchronized (lock) {
      return failed.contains(part);
    }
  }

  /** Takes no writes from now on; returns what writers are told, which is the first failure. */
  VdbException failed(StoragePart part, Throwable cause) {
    StorageFault found = StorageFault.of(cause);
    metrics.failed(part, found);
    VdbException told;
    synchronized (lock) {
      boolean _ = failed.add(part);
      lasting |= !found.mayPass();
      VdbException before = refusal;
      if (before != null) {
        return before; // this one most likely follows from it
      }
      told = refusal(part, found, cause);
      fault = found;
      refusal = told;
      sinceNanos = System.nanoTime();
      pauseNanos = firstPauseNanos;
      dueNanos = sinceNanos + pauseNanos;
    }
    LOG.atError()
        .addKeyValue("part", part.label())
        .addKeyValue("fault", found.label())
        .setCause(cause)
        .log(told.getMessage());
    return told;
  }

  private VdbException refusal(StoragePart part, StorageFault found, Throwable cause) {
    return new VdbException(
        found == StorageFault.DAMAGE ? ErrorCode.DATA_LOSS : ErrorCode.UNAVAILABLE,
        "%s takes no more writes since %s (%s): %s%s"
            .formatted(
                subject,
                part.failed(),
                StorageFault.rootOf(cause),
                found.advice(),
                found.mayPass() ? ", and writes are taken again" : ""),
        cause);
  }

  /** Tells whether it is time to try again. */
  boolean isDue() {
    if (refusal == null) {
      return false;
    }
    synchronized (lock) {
      return !lasting && System.nanoTime() - dueNanos >= 0;
    }
  }

  /** It was tried, and still fails. */
  void stillFails(Throwable cause) {
    metrics.tried(false);
    synchronized (lock) {
      lasting |= StorageFault.of(cause) == StorageFault.DAMAGE;
      pauseNanos = Math.min(2 * pauseNanos, LONGEST * firstPauseNanos);
      dueNanos = System.nanoTime() + pauseNanos;
      if (!lasting) {
        LOG.debug("{} still takes no writes", subject, cause);
        return;
      }
    }
    LOG.error("{} takes no writes until it is restarted", subject, cause);
  }

  /** Takes writes again. */
  void resumed() {
    metrics.tried(true);
    double seconds;
    synchronized (lock) {
      failed.clear();
      fault = null;
      refusal = null;
      seconds = (double) (System.nanoTime() - sinceNanos) / 1e9;
    }
    LOG.info(
        "{} takes writes again after {} s", subject, String.format(Locale.ROOT, "%.1f", seconds));
  }
}
