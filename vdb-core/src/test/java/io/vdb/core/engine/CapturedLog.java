package io.vdb.core.engine;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.vdb.observability.spi.Context;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Keeps the lines of a logger, with the context in which each was written. */
final class CapturedLog implements AutoCloseable {

  /** A line. */
  record Line(Level level, String message, Map<String, Object> fields, Context context) {}

  private final Logger logger;
  private final List<Line> lines = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> appender =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          Map<String, Object> fields = new HashMap<>();
          if (event.getKeyValuePairs() != null) {
            event.getKeyValuePairs().forEach(pair -> fields.put(pair.key, pair.value));
          }
          lines.add(
              new Line(
                  event.getLevel(), event.getFormattedMessage(), fields, Context.current()));
        }
      };

  CapturedLog(String name) {
    while (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext)) {
      Thread.onSpinWait(); // another test has just begun to set logging up
    }
    logger = (Logger) LoggerFactory.getLogger(name);
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(Level.DEBUG);
  }

  List<Line> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    logger.setLevel(Level.OFF);
    logger.detachAppender(appender);
  }
}
