package io.vdb.server.security;

/**
 * What was decided about a request.
 *
 * @param decision the decision
 * @param reason why it is not let in
 * @param message what the client is told; empty when it is let in
 */
public record Access(Decision decision, Reason reason, String message) {

  static final Access GRANTED = new Access(Decision.GRANTED, Reason.NONE, "");

  /** Kinds of decisions. */
  public enum Decision {
    /** Go on. */
    GRANTED,
    /** There was no key, or a wrong one. */
    UNAUTHENTICATED,
    /** The key that was shown is not enough, or no key would help. */
    PERMISSION_DENIED
  }

  /** Why a request is not let in. */
  public enum Reason {
    /** It is let in. */
    NONE,
    /** It shows no key. */
    MISSING,
    /** It shows a key that is none. */
    WRONG,
    /** It shows the key for reading, and wants to write. */
    READ_ONLY,
    /** Nobody from there is let in, whatever they show. */
    CLOSED
  }

  static Access unauthenticated(ShownKeys shown, String message) {
    return new Access(
        Decision.UNAUTHENTICATED, shown.isEmpty() ? Reason.MISSING : Reason.WRONG, message);
  }

  static Access readOnly(String message) {
    return new Access(Decision.PERMISSION_DENIED, Reason.READ_ONLY, message);
  }

  static Access closed(String message) {
    return new Access(Decision.PERMISSION_DENIED, Reason.CLOSED, message);
  }

  /** Tells whether the request may go on. */
  public boolean isGranted() {
    return decision == Decision.GRANTED;
  }
}
