package io.vdb.it.wrong.observability.spi;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a library into the SPI. */
final class UsesLogging {

  Logger logger() {
    return LoggerFactory.getLogger(UsesLogging.class);
  }
}
