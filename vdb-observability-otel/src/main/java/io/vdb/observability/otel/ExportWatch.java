package io.vdb.observability.otel;

import io.opentelemetry.sdk.common.CompletableResultCode;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;

/** Waits for exports of one signal, counts them, and logs when their fortune changes. */
final class ExportWatch {

  /** Starts one export. */
  interface Export {
    CompletableResultCode start();
  }

  /** Where the SDK keeps what it throws; without a cause it stands for an answer. */
  private static final String EXPORTERS = "io.opentelemetry.exporter.";

  private final Signal signal;
  private final OtlpTarget target;
  private final Logger log;
  private final LongAdder succeeded = new LongAdder();
  private final LongAdder failed = new LongAdder();

  /** Touched by the exporting thread alone. */
  private boolean failing;

  ExportWatch(Signal signal, OtlpTarget target, Logger log) {
    this.signal = signal;
    this.target = target;
    this.log = log;
  }

  long succeeded() {
    return succeeded.sum();
  }

  long failed() {
    return failed.sum();
  }

  /** Runs one export to its end. What is not known to have arrived in time, or threw, has failed. */
  boolean succeeds(Export export, Duration patience) {
    CompletableResultCode result;
    try {
      result = export.start().join(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (Throwable e) {
      result = CompletableResultCode.ofExceptionalFailure(e);
    }
    if (result.isSuccess()) {
      succeeded.increment();
      noteSuccess();
      return true;
    }
    failed(reason(result));
    return false;
  }

  /** Counts and logs an export that failed before there was anything to send. */
  void failed(Throwable failure) {
    failed(described(failure));
  }

  private void failed(String reason) {
    failed.increment();
    noteFailure(reason);
  }

  private static String reason(CompletableResultCode result) {
    if (!result.isDone()) {
      return "no answer in time";
    }
    Throwable failure = result.getFailureThrowable();
    if (failure == null) {
      return "the request failed";
    }
    Throwable cause = failure.getCause();
    if (cause == null && isAnswer(failure)) {
      return "the collector refused the request";
    }
    return described(cause == null ? failure : cause);
  }

  private static boolean isAnswer(Throwable failure) {
    return failure instanceof ExportFailure
        || failure.getClass().getName().startsWith(EXPORTERS);
  }

  /** Shows a message only where it cannot quote a header, which may be a key. */
  private static String described(Throwable failure) {
    return isOfTheNetwork(failure) ? failure.toString() : failure.getClass().getName();
  }

  /** The HTTP client makes what else it meets an I/O exception too, and keeps it suppressed. */
  private static boolean isOfTheNetwork(Throwable failure) {
    return failure instanceof IOException
        && Arrays.stream(failure.getSuppressed()).allMatch(IOException.class::isInstance);
  }

  private void noteSuccess() {
    if (failing) {
      failing = false;
      log.info("{} reach {} again", signal.lowerCase(), target.address());
    }
  }

  private void noteFailure(String reason) {
    if (failing) {
      log.debug("{} do not reach {}: {}", signal.lowerCase(), target.address(), reason);
      return;
    }
    failing = true;
    log.warn(
        "{} do not reach {} by {} and are lost until they do; failures are counted in {}, and the"
            + " next line comes with the next success: {}",
        signal.lowerCase(),
        target.address(),
        target.protocol(),
        OtelMetrics.EXPORTS.name(),
        reason);
  }
}
