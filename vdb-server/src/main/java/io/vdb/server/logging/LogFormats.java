package io.vdb.server.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.nio.charset.StandardCharsets;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.fieldnames.LogstashFieldNames;

/** The forms of a log line. */
final class LogFormats {

  private static final String NONE = "[ignore]";

  private LogFormats() {}

  /** One JSON object per line, with these values on each. */
  static Encoder<ILoggingEvent> json(
      LoggerContext context, String serviceName, String version, String environment) {
    LogstashEncoder encoder = new LogstashEncoder();
    encoder.setContext(context);
    encoder.setTimeZone("UTC");
    LogstashFieldNames names = encoder.getFieldNames();
    names.setTimestamp("timestamp");
    names.setVersion(NONE);
    names.setLogger("logger");
    names.setThread("thread");
    names.setLevel("level");
    names.setLevelValue(NONE);
    names.setMessage("message");
    names.setStackTrace(NONE);
    context.putProperty("service_name", serviceName);
    context.putProperty("version", version);
    context.putProperty("environment", environment);
    encoder.setIncludeContext(true);
    encoder.setIncludeMdc(false); // RequestFieldsProvider writes it, without doubling a field
    encoder.addProvider(new RequestFieldsProvider());
    encoder.addProvider(new ExceptionProvider());
    encoder.start();
    return encoder;
  }

  /** Text for people. */
  static Encoder<ILoggingEvent> text(LoggerContext context) {
    TextLayout layout = new TextLayout();
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    return encoder;
  }
}
