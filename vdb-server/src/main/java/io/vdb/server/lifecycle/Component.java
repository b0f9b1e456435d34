package io.vdb.server.lifecycle;

/** A part of the server that is started once and stopped once. Called by one thread at a time. */
public interface Component {

  /** Returns what it is, for logs. */
  String name();

  /** Starts it. When this throws, nothing of it runs. */
  void start();

  /** Stops it. Called only after a successful start. */
  void stop();
}
