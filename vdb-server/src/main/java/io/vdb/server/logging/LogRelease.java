package io.vdb.server.logging;

import io.vdb.server.lifecycle.Component;

/** Lets the lines out that were kept back during the start. The last component to start. */
public final class LogRelease implements Component {

  private final LoggingComponent logging;

  /** Releases the lines of this logging. */
  public LogRelease(LoggingComponent logging) {
    this.logging = logging;
  }

  @Override
  public String name() {
    return "log release";
  }

  @Override
  public void start() {
    logging.release();
  }

  @Override
  public void stop() {
    // From here on everything is said at once.
  }
}
