package io.vdb.server.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashFieldNames;

/** The forms of a log line. */
final class LogFormats {

  private static final String TEXT =
      "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSSXXX\", UTC} %-5level [%thread] %logger{36}"
          + " %X{correlation_id} %msg %kvp%n%ex";

  private LogFormats() {}

  /** One JSON object per line, with these values on each. */
  static Encoder<ILoggingEvent> json(
      LoggerContext context, String serviceName, String version, String environment) {
    LogstashEncoder encoder = new LogstashEncoder();
    encoder.setContext(context);
    encoder.setTimeZone("UTC");
    LogstashFieldNames names = encoder.getFieldNames();
    names.setTimestamp("timestamp");
    names.setVersion("[ignore]");
    names.setLogger("logger");
    names.setThread("thread");
    names.setLevel("level");
    names.setLevelValue("[ignore]");
    names.setMessage("message");
    names.setStackTrace("exception");
    context.putProperty("service_name", serviceName);
    context.putProperty("version", version);
    context.putProperty("environment", environment);
    encoder.setIncludeContext(true);
    encoder.start();
    return encoder;
  }

  /** Text for people. */
  static Encoder<ILoggingEvent> text(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(TEXT);
    encoder.start();
    return encoder;
  }
}
