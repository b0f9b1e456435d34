package io.vdb.server.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.vdb.observability.spi.Context;
import io.vdb.observability.spi.Span;
import io.vdb.observability.spi.TraceContext;
import io.vdb.server.admin.LogLevel;
import io.vdb.server.admin.RecentError;
import io.vdb.server.admin.RecentErrors;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class RecentErrorAppenderTest {

  private static final Logger OURS = logger("io.vdb.test.appender.Thing");
  private static final Logger THEIRS = logger("org.example.Library");

  private final RecentErrors errors = new RecentErrors();
  private final RecentErrorsComponent component = new RecentErrorsComponent(errors);

  /** One that logs, whatever level servers of other tests have set above it. */
  private static Logger logger(String name) {
    Logger logger = LoggerFactory.getLogger(name);
    ((ch.qos.logback.classic.Logger) logger).setLevel(Level.INFO);
    return logger;
  }

  @BeforeEach
  void start() {
    component.start();
  }

  @AfterEach
  void stop() {
    component.stop();
  }

  @Test
  void keepsWarningsAndErrorsWithTheIdsOfTheirRequest() {
    TraceContext trace = TraceContext.random(true);
    Context.of("corr-1", Span.unrecorded(trace))
        .run(
            () -> {
              OURS.info("all is well");
              OURS.warn("no room for {}", "more");
              OURS.error("failed", new IllegalStateException("the message stays in the log"));
            });

    assertThat(errors.latest(10)).hasSize(2);
    RecentError error = errors.latest(10).getFirst();
    assertThat(error.time()).isBetween(Instant.now().minusSeconds(60), Instant.now());
    assertThat(error)
        .isEqualTo(
            new RecentError(
                error.time(),
                LogLevel.ERROR,
                "io.vdb.test.appender.Thing",
                "failed",
                "java.lang.IllegalStateException",
                "corr-1",
                trace.traceId(),
                Map.of()));
    RecentError warning = errors.latest(10).getLast();
    assertThat(warning.level()).isEqualTo(LogLevel.WARN);
    assertThat(warning.message()).isEqualTo("no room for more");
    assertThat(warning.exception()).isEmpty();
  }

  @Test
  void leavesOutWhatLibrariesPutIntoTheirMessages() {
    THEIRS.warn("cannot handle {}", "a secret");

    assertThat(errors.latest(1).getFirst().message()).isEqualTo("cannot handle {}");
    assertThat(errors.latest(1).getFirst().correlationId()).isEmpty();
    assertThat(errors.latest(1).getFirst().traceId()).isEmpty();
  }

  @Test
  void isNotFilledByClientsThatAreRefused() {
    OURS.error("a real one");
    for (int i = 0; i < 150; i++) {
      for (String error : List.of("unauthenticated", "permission_denied")) {
        OURS.atWarn().addKeyValue("error", error).log("request completed");
      }
    }
    OURS.atWarn().addKeyValue("error", "unavailable").log("request completed");

    assertThat(errors.latest(10))
        .extracting(RecentError::message)
        .containsExactly("request completed", "a real one");
  }

  @Test
  void cutsLongMessages() {
    OURS.warn("{}", "x".repeat(5_000));

    assertThat(errors.latest(1).getFirst().message()).hasSize(1_000);
  }

  @Test
  void keepsNothingAfterItsEnd() {
    component.stop();
    OURS.error("too late");
    component.start();

    assertThat(errors.latest(1)).isEmpty();
  }
}
