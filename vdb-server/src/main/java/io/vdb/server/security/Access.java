package io.vdb.server.security;

/**
 * What was decided about a request.
 *
 * @param decision the decision
 * @param message what the client is told; empty when it is let in
 */
public record Access(Decision decision, String message) {

  static final Access GRANTED = new Access(Decision.GRANTED, "");

  /** Kinds of decisions. */
  public enum Decision {
    /** Go on. */
    GRANTED,
    /** There was no key, or a wrong one. */
    UNAUTHENTICATED,
    /** No key would help. */
    PERMISSION_DENIED
  }

  static Access unauthenticated(String message) {
    return new Access(Decision.UNAUTHENTICATED, message);
  }

  static Access denied(String message) {
    return new Access(Decision.PERMISSION_DENIED, message);
  }

  /** Tells whether the request may go on. */
  public boolean isGranted() {
    return decision == Decision.GRANTED;
  }
}
