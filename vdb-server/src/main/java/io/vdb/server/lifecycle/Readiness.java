package io.vdb.server.lifecycle;

/** Whether requests are served. The last component to start and the first to stop. */
public final class Readiness implements Component {

  private volatile boolean ready;

  /** Tells whether requests are served. */
  public boolean isReady() {
    return ready;
  }

  @Override
  public String name() {
    return "readiness";
  }

  @Override
  public void start() {
    ready = true;
  }

  @Override
  public void stop() {
    ready = false;
  }
}
