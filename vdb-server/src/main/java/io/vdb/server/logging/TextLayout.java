package io.vdb.server.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/** One line for people, with the stack of an exception, indented, on lines of its own after it. */
final class TextLayout extends LayoutBase<ILoggingEvent> {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);
  private static final int LEVEL_WIDTH = 5;

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(256);
    TIME.formatTo(event.getInstant(), line);
    String level = event.getLevel().toString();
    line.append(' ').append(level).repeat(' ', LEVEL_WIDTH - level.length());
    line.append(" [").append(event.getThreadName()).append("] ");
    line.append(event.getLoggerName()).append(' ');
    Printable.append(line, event.getFormattedMessage());
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      pairs.forEach(pair -> append(line, pair.key, String.valueOf(pair.value)));
    }
    RequestFields.each(event, (name, value) -> append(line, name, value));
    line.append('\n');
    if (event.getThrowableProxy() != null) {
      ExceptionText.stack(event.getThrowableProxy())
          .lines()
          .forEach(each -> line.append('\t').append(each).append('\n'));
    }
    return line.toString();
  }

  private static void append(StringBuilder line, String name, String value) {
    line.append(' ').append(name).append('=');
    Printable.append(line, value);
  }
}
