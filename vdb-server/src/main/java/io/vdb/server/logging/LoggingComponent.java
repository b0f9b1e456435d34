package io.vdb.server.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.vdb.server.StartupException;
import io.vdb.server.config.LogConfig;
import io.vdb.server.lifecycle.Component;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Sets logging up. Logging belongs to the process: of several servers in one, the last to start
 * decides.
 */
public final class LoggingComponent implements Component {

  private final LogConfig config;
  private final String serviceName;
  private final String version;
  private final String environment;

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
    OutputStreamAppender<ILoggingEvent> appender = appender();
    appender.setContext(context);
    appender.setName("vdb");
    appender.setEncoder(encoder);
    appender.start();

    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.setLevel(Level.WARN);
    root.addAppender(appender);
    context.getLogger("io.vdb").setLevel(Level.toLevel(config.level().name()));
    // Armeria registers meters twice with a registry that drops them all; nobody can act on that.
    context.getLogger("io.micrometer").setLevel(Level.ERROR);
    if (!SLF4JBridgeHandler.isInstalled()) {
      SLF4JBridgeHandler.removeHandlersForRootLogger();
      SLF4JBridgeHandler.install();
    }
  }

  private OutputStreamAppender<ILoggingEvent> appender() {
    return switch (config.output()) {
      case "stderr" -> console("System.err");
      case "stdout" -> console("System.out");
      default -> file(Path.of(config.output()));
    };
  }

  private static ConsoleAppender<ILoggingEvent> console(String target) {
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setTarget(target);
    return appender;
  }

  private static FileAppender<ILoggingEvent> file(Path path) {
    Path file = path.toAbsolutePath();
    try {
      Path folder = file.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      if (Files.isDirectory(file) || (Files.exists(file) && !Files.isWritable(file))) {
        throw new IOException("it cannot be written");
      }
    } catch (IOException e) {
      throw new StartupException(
          "cannot log to " + path + " (" + e.getMessage() + "): choose another vdb.log.output", e);
    }
    FileAppender<ILoggingEvent> appender = new FileAppender<>();
    appender.setFile(file.toString());
    appender.setAppend(true);
    return appender;
  }

  @Override
  public void stop() {
    // What is logged while the process ends still has to come out: nothing is torn down.
  }
}
