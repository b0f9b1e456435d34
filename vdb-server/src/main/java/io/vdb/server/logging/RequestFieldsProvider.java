package io.vdb.server.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import net.logstash.logback.composite.AbstractJsonProvider;
import tools.jackson.core.JsonGenerator;

/** Writes the ids of {@link RequestFields} as fields. */
final class RequestFieldsProvider extends AbstractJsonProvider<ILoggingEvent> {

  @Override
  public void writeTo(JsonGenerator out, ILoggingEvent event) {
    RequestFields.each(event, out::writeStringProperty);
  }
}
