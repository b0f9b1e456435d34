package io.vdb.server.admin;

import io.vdb.core.engine.Database;
import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.verify.VerifyOrder;
import io.vdb.core.verify.VerifyReport;
import io.vdb.core.verify.VerifyRun;
import io.vdb.observability.spi.Context;
import io.vdb.server.lifecycle.Component;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifications of what the server keeps, one at a time, on a thread of its own. Safe for concurrent
 * use. Stopping it gives the one up that goes on, and waits for that.
 */
public final class IntegrityRuns implements Component {

  private static final Logger log = LoggerFactory.getLogger(IntegrityRuns.class);
  private static final String TARGET = "verification";

  private final Supplier<Database> database;
  private final Object lock = new Object();
  private long count;
  private boolean stopped = true;
  private @Nullable Latest latest;

  /** The one that was begun last. */
  private static final class Latest {
    private final long id;
    private final VerifyRun run;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile IntegrityRun.State state = IntegrityRun.State.RUNNING;
    private volatile String error = "";
    private volatile @Nullable VerifyReport report;

    Latest(long id, VerifyRun run) {
      this.id = id;
      this.run = run;
    }

    IntegrityRun shown() {
      IntegrityRun.State now = state;
      VerifyReport whole = report;
      return new IntegrityRun(id, now, run.current(), whole == null ? run.report() : whole, error);
    }
  }

  /**
   * Verifications of a database.
   *
   * @param database throws UNAVAILABLE while it is not open
   */
  public IntegrityRuns(Supplier<Database> database) {
    this.database = database;
  }

  /**
   * Begins one.
   *
   * @param peer address of who asked for it
   * @throws VdbException with {@code RESOURCE_EXHAUSTED} while another one goes on, with {@code
   *     NOT_FOUND} when there is no such collection
   */
  public IntegrityRun begin(VerifyOrder order, String peer) {
    Database open = database.get();
    synchronized (lock) {
      if (stopped) {
        throw new VdbException(ErrorCode.UNAVAILABLE, "the server is starting or stopping");
      }
      if (latest != null && latest.state == IntegrityRun.State.RUNNING) {
        throw new VdbException(
            ErrorCode.RESOURCE_EXHAUSTED,
            "verification " + latest.id + " goes on: wait for it, or give it up");
      }
      VerifyRun run = open.verifications().prepare(order, IntegrityRuns::told);
      count++;
      Latest begun = new Latest(count, run);
      latest = begun;
      AuditLog.changed("verify", TARGET, "", Long.toString(count), peer);
      Thread _ =
          Thread.ofPlatform()
              .daemon()
              .name("vdb-verify")
              .start(Context.current().wrap(() -> work(open, begun)));
      return begun.shown();
    }
  }

  private static void told(VerifyReport.Result result) {
    for (VerifyReport.Finding finding : result.findings()) {
      log.atError()
          .addKeyValue("check", result.check().label())
          .addKeyValue("subject", String.valueOf(result.subject()))
          .addKeyValue("file", String.valueOf(finding.file()))
          .log("stored data is damaged: {}", finding.message());
    }
  }

  private static void work(Database open, Latest begun) {
    try {
      VerifyReport report = open.verifications().verify(begun.run);
      begun.report = report;
      begun.state = IntegrityRun.State.COMPLETED;
      log.info(
          "verification {} is complete: {} checks, {} findings, {} s",
          begun.id,
          report.results().size(),
          report.found(),
          Math.round(report.seconds()));
    } catch (CancellationException e) {
      begun.report = begun.run.report();
      begun.state = IntegrityRun.State.CANCELLED;
      log.info("verification {} was given up", begun.id);
    } catch (RuntimeException | Error e) {
      begun.error = String.valueOf(e.getMessage());
      begun.report = begun.run.report();
      begun.state = IntegrityRun.State.FAILED;
      log.error("verification {} could not go on", begun.id, e);
    } finally {
      begun.done.countDown();
    }
  }

  /** Returns the one that was begun last, if there is one. */
  public Optional<IntegrityRun> latest() {
    synchronized (lock) {
      return Optional.ofNullable(latest).map(Latest::shown);
    }
  }

  /**
   * Gives up the one that goes on; it ends soon.
   *
   * @param peer address of who asked for that
   * @return the one that was begun last, if there is one
   */
  public Optional<IntegrityRun> cancel(String peer) {
    synchronized (lock) {
      Latest last = latest;
      if (last != null && last.state == IntegrityRun.State.RUNNING) {
        last.run.cancel();
        AuditLog.changed("cancel", TARGET, Long.toString(last.id), "", peer);
      }
      return Optional.ofNullable(last).map(Latest::shown);
    }
  }

  @Override
  public String name() {
    return "verifications";
  }

  @Override
  public void start() {
    synchronized (lock) {
      stopped = false;
    }
  }

  @Override
  public void stop() {
    Latest last;
    synchronized (lock) {
      stopped = true;
      last = latest;
    }
    if (last != null) {
      last.run.cancel();
      try {
        last.done.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
