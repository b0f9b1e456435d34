package io.vdb.it.fuzz;

/**
 * Something to send.
 *
 * @param what for messages
 * @param reads whether it can only read
 * @param mayEndInTheMiddle whether a part of it may have taken place when it is refused
 * @param sending sends it
 */
record Attempt(Object what, boolean reads, boolean mayEndInTheMiddle, Sending sending) {

  /** Sends it. */
  @FunctionalInterface
  interface Sending {
    /** Sends it, checks the answer, and tells whether it was refused. */
    boolean isRefused() throws Exception;
  }

  @Override
  public String toString() {
    return what.toString();
  }
}
