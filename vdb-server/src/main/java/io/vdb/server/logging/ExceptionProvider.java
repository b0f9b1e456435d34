package io.vdb.server.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import net.logstash.logback.composite.AbstractJsonProvider;
import tools.jackson.core.JsonGenerator;

/** Writes an exception as an object with its class, its message and its stack. */
final class ExceptionProvider extends AbstractJsonProvider<ILoggingEvent> {

  @Override
  public void writeTo(JsonGenerator out, ILoggingEvent event) {
    IThrowableProxy exception = event.getThrowableProxy();
    if (exception == null) {
      return;
    }
    out.writeObjectPropertyStart("exception");
    out.writeStringProperty("class", exception.getClassName());
    out.writeStringProperty("message", ExceptionText.message(exception));
    out.writeStringProperty("stack", ExceptionText.stack(exception));
    out.writeEndObject();
  }
}
