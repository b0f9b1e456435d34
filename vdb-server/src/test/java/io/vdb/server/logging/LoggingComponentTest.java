package io.vdb.server.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vdb.observability.spi.Context;
import io.vdb.observability.spi.Span;
import io.vdb.observability.spi.TraceContext;
import io.vdb.server.StartupException;
import io.vdb.server.admin.AdminComponent;
import io.vdb.server.admin.LogLevel;
import io.vdb.server.admin.RecentError;
import io.vdb.server.admin.RecentErrors;
import io.vdb.server.config.LogConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

final class LoggingComponentTest {

  @TempDir Path folder;

  @AfterEach
  void logToTheConsoleAgain() {
    start(LogConfig.Level.ERROR, LogConfig.Format.JSON, "stderr");
  }

  private static LoggingComponent start(
      LogConfig.Level level, LogConfig.Format format, String output) {
    return start(new LogConfig(level, format, output));
  }

  private static LoggingComponent start(LogConfig config) {
    LoggingComponent logging = new LoggingComponent(config, "svc", "1.2.3", "test");
    logging.start();
    return logging;
  }

  private List<String> lines(LogConfig.Level level, LogConfig.Format format, Runnable logging)
      throws IOException {
    Path file = folder.resolve("logs/vdb.log");
    LoggingComponent component = start(level, format, file.toString());
    logging.run();
    component.stop();
    return Files.readAllLines(file);
  }

  @Test
  void writesOneJsonObjectPerLineWithItsContext() throws IOException {
    Logger log = LoggerFactory.getLogger("io.vdb.some.Thing");

    List<String> lines =
        lines(
            LogConfig.Level.INFO,
            LogConfig.Format.JSON,
            () -> {
              try (MDC.MDCCloseable _ = MDC.putCloseable("correlation_id", "c1")) {
                log.atWarn()
                    .addKeyValue("bytes", 7)
                    .setCause(new IllegalStateException("boom"))
                    .log("two\nlines");
              }
            });

    assertThat(lines).hasSize(1);
    JsonNode line = new ObjectMapper().readTree(lines.getFirst());
    assertThat(Instant.parse(line.path("timestamp").asText())).isNotNull();
    assertThat(line.path("timestamp").asText()).endsWith("Z");
    assertThat(line.path("level").asText()).isEqualTo("WARN");
    assertThat(line.path("logger").asText()).isEqualTo("io.vdb.some.Thing");
    assertThat(line.path("thread").asText()).isEqualTo(Thread.currentThread().getName());
    assertThat(line.path("message").asText()).isEqualTo("two\nlines");
    assertThat(line.path("service_name").asText()).isEqualTo("svc");
    assertThat(line.path("version").asText()).isEqualTo("1.2.3");
    assertThat(line.path("environment").asText()).isEqualTo("test");
    assertThat(line.path("correlation_id").asText()).isEqualTo("c1");
    assertThat(line.path("bytes").asInt()).isEqualTo(7);
    assertThat(line.path("exception").path("class").asText())
        .isEqualTo("java.lang.IllegalStateException");
    assertThat(line.path("exception").path("message").asText()).isEqualTo("boom");
    assertThat(line.path("exception").path("stack").asText())
        .startsWith("java.lang.IllegalStateException: boom\n\tat io.vdb.server.logging.");
  }

  @Test
  void putsTheIdsOfTheContextOnEachLineOnceAndKeepsWhatElseIsInTheMdc() throws IOException {
    Logger log = LoggerFactory.getLogger("io.vdb.some.Thing");
    TraceContext trace = TraceContext.random(true);
    Context context = Context.of("mine", Span.unrecorded(trace));

    List<String> lines =
        lines(
            LogConfig.Level.INFO,
            LogConfig.Format.JSON,
            () -> {
              try (MDC.MDCCloseable _ = MDC.putCloseable("correlation_id", "theirs");
                  MDC.MDCCloseable _ = MDC.putCloseable("tenant", "t1")) {
                context.run(() -> log.info("hello"));
              }
            });

    assertThat(lines).hasSize(1);
    JsonNode line = new ObjectMapper().readTree(lines.getFirst());
    assertThat(line.path("correlation_id").asText()).isEqualTo("mine");
    assertThat(line.path("trace_id").asText()).isEqualTo(trace.traceId());
    assertThat(line.path("span_id").asText()).isEqualTo(trace.spanId());
    assertThat(line.path("tenant").asText()).isEqualTo("t1");
    assertThat(lines.getFirst()).doesNotContain("theirs");
  }

  @Test
  void leavesOutMessagesOfExceptionsThatQuoteWhatTheyCouldNotRead() throws IOException {
    Logger log = LoggerFactory.getLogger("io.vdb.some.Thing");

    for (LogConfig.Format format : LogConfig.Format.values()) {
      Files.deleteIfExists(folder.resolve("logs/vdb.log"));
      String all =
          String.join(
              "\n",
              lines(
                  LogConfig.Level.INFO,
                  format,
                  () -> {
                    try {
                      Integer.parseInt("secret");
                    } catch (NumberFormatException e) {
                      log.error("failed", new IllegalStateException(e));
                      log.error("failed", new IllegalStateException("harmless", e));
                    }
                  }));
      assertThat(all)
          .doesNotContain("secret")
          .contains("harmless")
          .contains("NumberFormatException: (message left out");
    }
  }

  @Test
  void takesLevelsOfSingleLoggers() throws IOException {
    Path file = folder.resolve("levels.log");
    LogConfig config =
        new LogConfig(
            LogConfig.Level.WARN,
            Map.of("io.vdb.loud", LogConfig.Level.DEBUG, "other", LogConfig.Level.INFO),
            LogConfig.Format.TEXT,
            file.toString(),
            1_000_000,
            1);
    LoggingComponent logging = start(config);

    LoggerFactory.getLogger("io.vdb.loud.Thing").debug("heard");
    LoggerFactory.getLogger("io.vdb.Thing").info("not this");
    LoggerFactory.getLogger("other").info("this as well");
    logging.stop();

    assertThat(Files.readAllLines(file)).hasSize(2);
    logToTheConsoleAgain();
    assertThat(LoggerFactory.getLogger("io.vdb.loud.Thing").isDebugEnabled()).isFalse();
  }

  @Test
  void saysNothingOnStandardErrorOfAStartThatFails() {
    assertThat(onStandardError(LoggingComponent::stop)).doesNotContain("early");
  }

  @Test
  void saysOnStandardErrorWhatWasKeptBackWhenTheStartIsOver() {
    assertThat(onStandardError(logging -> new LogRelease(logging).start()))
        .containsSubsequence("early", "late");
  }

  private static String onStandardError(Consumer<LoggingComponent> end) {
    PrintStream before = System.err;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      LoggingComponent logging =
          new LoggingComponent(
              new LogConfig(LogConfig.Level.INFO, LogConfig.Format.TEXT, "stderr"), "s", "1", "t");
      logging.start();
      Logger log = LoggerFactory.getLogger("io.vdb.some.Thing");
      log.info("early");
      assertThat(written.size()).isZero();
      end.accept(logging);
      log.info("late");
      logging.stop();
      return written.toString(StandardCharsets.UTF_8);
    } finally {
      System.setErr(before);
    }
  }

  @Test
  void writesToStandardOutputAtOnceWhereThatIsConfigured() {
    PrintStream before = System.out;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
    try {
      LoggingComponent logging =
          start(LogConfig.Level.INFO, LogConfig.Format.JSON, LogConfig.STDOUT);
      LoggerFactory.getLogger("io.vdb.some.Thing").info("hello");
      logging.stop();
    } finally {
      System.setOut(before);
    }

    assertThat(written.toString(StandardCharsets.UTF_8).lines())
        .as("before the start is over")
        .singleElement()
        .asString()
        .contains("\"message\":\"hello\"");
  }

  @Test
  void countsLinesThatStandardErrorRefuses() {
    LostLines lost =
        LoggingComponent.lostLines((LoggerContext) LoggerFactory.getILoggerFactory());
    long refused = lost.refused();
    PrintStream before = System.err;
    System.setErr(new PrintStream(new FullDisk(), true, StandardCharsets.UTF_8));
    try {
      LoggingComponent logging =
          start(LogConfig.Level.DEBUG, LogConfig.Format.JSON, LogConfig.STDERR);
      LoggerFactory.getLogger("io.vdb.some.Thing").info("one");
      LoggerFactory.getLogger("io.vdb.some.Thing").info("two");
      logging.stop();
    } finally {
      System.setErr(before);
    }

    assertThat(lost.refused() - refused).isEqualTo(2);
  }

  private static final class FullDisk extends OutputStream {

    @Override
    public void write(int b) throws IOException {
      throw new IOException("no space left");
    }
  }

  @Test
  void writesWhatIsLoggedAfterItsEndAsWell() throws IOException {
    Path file = folder.resolve("end.log");
    LoggingComponent logging =
        start(LogConfig.Level.INFO, LogConfig.Format.TEXT, file.toString());
    Logger log = LoggerFactory.getLogger("io.vdb.some.Thing");
    logging.stop();
    for (int i = 0; i < 100; i++) {
      log.info("line {}", i);
      assertThat(Files.readString(file)).endsWith("line " + i + "\n");
    }
  }

  @Test
  void leavesOutWhatIsLessSevereThanConfigured() throws IOException {
    Logger log = LoggerFactory.getLogger("io.vdb.some.Thing");

    assertThat(
            lines(
                LogConfig.Level.WARN,
                LogConfig.Format.JSON,
                () -> {
                  log.info("quiet");
                  log.warn("loud");
                }))
        .singleElement()
        .asString()
        .contains("loud");
  }

  @Test
  void writesTextForPeople() throws IOException {
    Logger log = LoggerFactory.getLogger("io.vdb.some.Thing");

    assertThat(
            lines(LogConfig.Level.INFO, LogConfig.Format.TEXT, () -> log.info("hello")))
        .singleElement()
        .asString()
        .matches("\\d{4}-\\d\\d-\\d\\dT\\S+Z INFO .* io.vdb.some.Thing .*hello.*");
  }

  @Test
  void showsTheIdsInTextAndLetsNoTextLookLikeAnotherLine() throws IOException {
    Logger log = LoggerFactory.getLogger("io.vdb.some.Thing");
    TraceContext trace = TraceContext.random(false);

    assertThat(
            lines(
                LogConfig.Level.INFO,
                LogConfig.Format.TEXT,
                () ->
                    Context.of("c1", Span.unrecorded(trace))
                        .run(() -> log.atInfo().addKeyValue("k", "a\nb").log("two\nlines"))))
        .singleElement()
        .asString()
        .endsWith(
            "two\\nlines k=a\\nb correlation_id=c1 trace_id="
                + trace.traceId()
                + " span_id="
                + trace.spanId());
  }

  @Test
  void letsNoMessageOfAnExceptionLookLikeAnotherLine() throws IOException {
    Logger log = LoggerFactory.getLogger("io.vdb.some.Thing");
    Throwable cause = new IllegalArgumentException("inner\r\n2026-01-01T00:00:00.000Z WARN forged");

    List<String> lines =
        lines(
            LogConfig.Level.INFO,
            LogConfig.Format.TEXT,
            () ->
                log.error(
                    "failed",
                    new IllegalStateException(
                        "outer\n2026-01-01T00:00:00.000Z ERROR forged", cause)));

    assertThat(lines.subList(1, lines.size())).allMatch(line -> line.startsWith("\t"));
    assertThat(String.join("\n", lines))
        .contains("IllegalStateException: outer\\n2026-01-01T00:00:00.000Z ERROR forged\n")
        .contains("IllegalArgumentException: inner\\u000d\\n2026-01-01T00:00:00.000Z WARN")
        .contains("\tCaused by: ")
        .contains("\tat io.vdb.server.logging.");
  }

  @Test
  void leavesWhatAnotherServerOfTheProcessListensWith() {
    RecentErrors errors = new RecentErrors();
    RecentErrorsComponent ofAnother = new RecentErrorsComponent(errors);
    ofAnother.start();
    try {
      start(LogConfig.Level.ERROR, LogConfig.Format.JSON, "stderr");
      LoggerFactory.getLogger("io.vdb.some.Thing").error("seen by both");

      assertThat(errors.latest(1)).extracting(RecentError::message).contains("seen by both");
    } finally {
      ofAnother.stop();
    }
  }

  @Test
  void leavesLevelsThatWereChangedWhileAnotherServerRan() {
    AdminComponent ofAnother = new AdminComponent();
    ofAnother.start();
    try {
      for (String name : List.of("io.vdb", "io.vdb.some.Changed")) {
        ofAnother.levels().set(name, LogLevel.TRACE, Optional.empty(), "");
        start(LogConfig.Level.ERROR, LogConfig.Format.JSON, "stderr");

        assertThat(LoggerFactory.getLogger(name).isTraceEnabled()).as(name).isTrue();
      }
    } finally {
      ofAnother.stop();
    }
    assertThat(LoggerFactory.getLogger("io.vdb").isTraceEnabled()).isFalse();
  }

  @Test
  void takesWhatLibrariesLogThroughTheJdk() throws IOException {
    assertThat(
            lines(
                LogConfig.Level.INFO,
                LogConfig.Format.JSON,
                () -> java.util.logging.Logger.getLogger("x.y").warning("from the jdk")))
        .singleElement()
        .asString()
        .contains("from the jdk");
  }

  @Test
  void refusesAFileThatCannotBeWritten() {
    assertThatThrownBy(
            () -> start(LogConfig.Level.INFO, LogConfig.Format.JSON, folder.toString()))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("vdb.log.output");
  }
}
