package io.vdb.server.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vdb.server.StartupException;
import io.vdb.server.config.LogConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
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

  private static void start(LogConfig.Level level, LogConfig.Format format, String output) {
    new LoggingComponent(new LogConfig(level, format, output), "svc", "1.2.3", "test").start();
  }

  private List<String> lines(LogConfig.Level level, LogConfig.Format format, Runnable logging)
      throws IOException {
    Path file = folder.resolve("logs/vdb.log");
    start(level, format, file.toString());
    logging.run();
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
    assertThat(line.path("exception").asText()).contains("IllegalStateException: boom");
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
