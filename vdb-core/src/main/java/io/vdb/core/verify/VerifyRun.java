package io.vdb.core.verify;

import io.vdb.core.error.VdbException;
import io.vdb.core.index.IndexInspection;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what checks find. One thread looks; others may ask for what is known so far, and give the
 * run up.
 */
public final class VerifyRun {

  /** Most findings of a check that are kept. */
  static final int KEPT = 20;

  private static final double NANOS = 1e9;

  private final VerifyOrder order;
  private final Consumer<VerifyReport.Result> listener;
  private final Instant started = Instant.now();
  private final long startNanos = System.nanoTime();
  private final Object lock = new Object();
  private final List<VerifyReport.Result> results = new ArrayList<>();
  private BooleanSupplier gone = () -> false;
  private volatile boolean cancelled;
  private volatile String current = "";

  /**
   * A run.
   *
   * @param listener is told of every check that has ended
   */
  public VerifyRun(VerifyOrder order, Consumer<VerifyReport.Result> listener) {
    this.order = order;
    this.listener = listener;
  }

  /** A run that nobody listens to. */
  public VerifyRun(VerifyOrder order) {
    this(order, _ -> {});
  }

  /** Returns what is to be looked at. */
  public VerifyOrder order() {
    return order;
  }

  /** Gives up, soon. */
  public void cancel() {
    cancelled = true;
  }

  /** Returns what is being looked at; empty when nothing is. */
  public String current() {
    return current;
  }

  /** Returns what is known so far. */
  public VerifyReport report() {
    synchronized (lock) {
      return new VerifyReport(
          started, (double) (System.nanoTime() - startNanos) / NANOS, results);
    }
  }

  /** Looks at something. */
  public interface Look {
    void at(IndexInspection.Findings findings) throws IOException;
  }

  /**
   * Looks, if that is wanted. What the look throws is a finding as well.
   *
   * @param subject name of a collection or a file; absent where it is about all
   * @return whether nothing was wrong
   */
  public boolean check(VerifyCheck check, @Nullable String subject, Look look) {
    if (!order.wants(check)) {
      return true;
    }
    current = check.label() + (subject == null ? "" : " of " + subject);
    Gathered gathered = new Gathered();
    try {
      gathered.examined(0);
      look.at(gathered);
    } catch (CancellationException e) {
      throw e;
    } catch (VdbException e) {
      gathered.found(null, String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException e) {
      gathered.found(null, "it cannot be looked at: " + e);
    }
    if (gathered.count > 0 && gone.getAsBoolean()) {
      skipped(check, subject, "it was deleted meanwhile");
      return false;
    }
    ended(
        new VerifyReport.Result(
            check,
            subject,
            gathered.count == 0 ? VerifyReport.Outcome.OK : VerifyReport.Outcome.FAILED,
            gathered.examined,
            gathered.kept,
            gathered.count,
            null));
    return gathered.count == 0;
  }

  /**
   * Looks at something that may go away meanwhile, in which case nothing that was found counts.
   *
   * @param isGone tells whether it has gone
   */
  public void lookingAt(BooleanSupplier isGone, Runnable looks) {
    gone = isGone;
    try {
      looks.run();
    } finally {
      gone = () -> false;
    }
  }

  /** Says what else there is to know, where nothing is wrong. */
  public void noted(VerifyCheck check, @Nullable String subject, String note) {
    if (order.wants(check)) {
      ended(
          new VerifyReport.Result(
              check, subject, VerifyReport.Outcome.OK, 0, List.of(), 0, note));
    }
  }

  /** Says why something is not looked at, if it is wanted. */
  public void skipped(VerifyCheck check, @Nullable String subject, String why) {
    if (order.wants(check)) {
      ended(
          new VerifyReport.Result(
              check, subject, VerifyReport.Outcome.SKIPPED, 0, List.of(), 0, why));
    }
  }

  private void ended(VerifyReport.Result result) {
    current = "";
    synchronized (lock) {
      results.add(result);
    }
    listener.accept(result);
  }

  /** Findings of one check. */
  private final class Gathered implements IndexInspection.Findings {
    private final List<VerifyReport.Finding> kept = new ArrayList<>();
    private long count;
    private long examined;

    @Override
    public void found(@Nullable String file, String what) {
      count++;
      if (kept.size() < KEPT) {
        kept.add(new VerifyReport.Finding(file, what));
      }
    }

    @Override
    public void examined(long more) {
      examined += more;
      if (cancelled) {
        throw new CancellationException("the verification was given up");
      }
    }
  }
}
