package io.vdb.server.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.vdb.server.StartupException;
import io.vdb.server.admin.LoggerLevels;
import io.vdb.server.config.LogConfig;
import io.vdb.server.lifecycle.Component;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.slf4j.event.KeyValuePair;

/**
 * Sets logging up. Logging belongs to the process: of several servers in one, the last to start
 * decides.
 */
public final class LoggingComponent implements Component {

  private static final Duration LONGEST_HOLD = Duration.ofSeconds(30);
  private static final Duration LONGEST_END = Duration.ofSeconds(5);
  private static final long SECONDS_TO_COMPRESS = 10;

  private static final String OUTPUT = "vdb";

  /** What logs until the configuration is read; named in logback.xml. */
  private static final String EARLY = "early";

  /** Under which the process keeps the number of lines that it lost. */
  private static final String LOST = LostLines.class.getName();

  /** Under which the process keeps the names of loggers whose levels were configured. */
  private static final String CONFIGURED = LoggingComponent.class.getName() + ".configured";

  private final LogConfig config;
  private final String serviceName;
  private final String version;
  private final String environment;
  private @Nullable HeldOutput held;
  private @Nullable QueuedOutput queued;
  private @Nullable RotatingFile rotating;

  /** Logging as configured, with these values on every JSON line. */
  public LoggingComponent(
      LogConfig config, String serviceName, String version, String environment) {
    this.config = config;
    this.serviceName = serviceName;
    this.version = version;
    this.environment = environment;
  }

  @Override
  public String name() {
    return "logging";
  }

  @Override
  public void start() {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return; // an embedder brought a logging library of its own and its own set-up
    }
    Encoder<ILoggingEvent> encoder =
        switch (config.format()) {
          case JSON -> LogFormats.json(context, serviceName, version, environment);
          case TEXT -> LogFormats.text(context);
        };
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setName(OUTPUT);
    appender.setEncoder(encoder);
    appender.setOutputStream(output(context, encoder));
    appender.start();

    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    for (String own : List.of(EARLY, OUTPUT)) { // not what other servers count and keep lines with
      Appender<ILoggingEvent> before = root.getAppender(own);
      if (before != null) {
        root.detachAppender(before);
        before.stop();
      }
    }
    root.addAppender(appender);
    setLevels(context, root);
    if (!SLF4JBridgeHandler.isInstalled()) {
      SLF4JBridgeHandler.removeHandlersForRootLogger();
      SLF4JBridgeHandler.install();
    }
  }

  private void setLevels(LoggerContext context, Logger root) {
    Map<String, Level> levels = new HashMap<>();
    levels.put(root.getName(), Level.WARN);
    levels.put("io.vdb", level(config.level()));
    // Armeria registers meters twice with a registry that drops them all; nobody can act on that.
    levels.put("io.micrometer", Level.ERROR);
    config.levels().forEach((name, level) -> levels.put(name, level(level)));
    if (context.getObject(CONFIGURED) instanceof Set<?> before) { // by another server
      before.forEach(name -> setLevel(context, name.toString(), null));
    }
    levels.forEach((name, level) -> setLevel(context, name, level));
    context.putObject(CONFIGURED, Set.copyOf(levels.keySet()));
  }

  /** What was changed while another server of this process runs is that server's to take back. */
  private static void setLevel(LoggerContext context, String name, @Nullable Level level) {
    if (!LoggerLevels.isChanged(name)
        && (level != null || !name.equals(org.slf4j.Logger.ROOT_LOGGER_NAME))) {
      context.getLogger(name).setLevel(level);
    }
  }

  private static Level level(LogConfig.Level level) {
    return Level.toLevel(level.name());
  }

  private OutputStream output(LoggerContext context, Encoder<ILoggingEvent> encoder) {
    QueuedOutput output =
        QueuedOutput.start(
            target(), QueuedOutput.CAPACITY, lostLines(context), lossLine(context, encoder));
    queued = output;
    return isHeldBack() ? heldBack(output) : output;
  }

  private OutputStream target() {
    return switch (config.output()) {
      case LogConfig.STDERR -> StandardStream.err();
      case LogConfig.STDOUT -> StandardStream.out();
      default -> file(Path.of(config.output()));
    };
  }

  /** Returns what the process counts its lost lines with, whichever server loses them. */
  static LostLines lostLines(LoggerContext context) {
    synchronized (context.getConfigurationLock()) {
      if (context.getObject(LOST) instanceof LostLines known) {
        return known;
      }
      LostLines lost = new LostLines();
      context.putObject(LOST, lost);
      return lost;
    }
  }

  /** Goes past the levels and whoever else listens: the place of this line is where lines are lost. */
  private static LongFunction<byte[]> lossLine(
      LoggerContext context, Encoder<ILoggingEvent> encoder) {
    Logger logger = context.getLogger(LoggingComponent.class);
    return lines -> {
      LoggingEvent event =
          new LoggingEvent(
              LoggingComponent.class.getName(),
              logger,
              Level.WARN,
              "lines of the log are missing here: they could not be written in time",
              null,
              null);
      event.addKeyValuePair(new KeyValuePair("lost_lines", lines));
      return encoder.encode(event);
    };
  }

  private boolean isHeldBack() {
    return config.output().equals(LogConfig.STDERR)
        && config.level().compareTo(LogConfig.Level.DEBUG) > 0;
  }

  private HeldOutput heldBack(OutputStream target) {
    HeldOutput output = new HeldOutput(target, LONGEST_HOLD);
    held = output;
    return output;
  }

  private RotatingFile file(Path path) {
    Path file = path.toAbsolutePath();
    try {
      Path folder = file.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      if (Files.isDirectory(file) || (Files.exists(file) && !Files.isWritable(file))) {
        throw new IOException("it cannot be written");
      }
      RotatingFile opened =
          RotatingFile.open(file, config.maxFileBytes(), config.maxFiles(), InstantSource.system());
      rotating = opened;
      return opened;
    } catch (IOException e) {
      throw new StartupException(
          "cannot log to " + path + " (" + e.getMessage() + "): choose another vdb.log.output", e);
    }
  }

  /** Lets the lines out that are kept back while the server starts. */
  void release() {
    HeldOutput output = held;
    held = null;
    if (output != null) {
      try {
        output.release();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write the log", e);
      }
    }
  }

  /**
   * Ends a start that failed without a word. After any other, what was logged comes out before this
   * returns, unless its reader stalls; and what is logged while the process ends still has to come out
   * as well, so nothing is torn down.
   */
  @Override
  public void stop() {
    HeldOutput output = held;
    held = null;
    if (output != null) {
      output.discard();
    }
    QueuedOutput lines = queued;
    if (lines != null) {
      lines.finish(LONGEST_END);
    }
    RotatingFile file = rotating;
    if (file != null) {
      file.finishCompressing(SECONDS_TO_COMPRESS);
    }
  }
}
