package io.vdb.core.health;

/** A component whose checks nobody measures. */
enum NoWatch implements HealthListener.Watch {
  INSTANCE;

  @Override
  public void checked(long nanos) {}

  @Override
  public void close() {}
}
