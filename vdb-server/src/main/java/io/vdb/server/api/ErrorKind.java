package io.vdb.server.api;

/** What kind of failure a client is told about. Each protocol has a table of its codes for them. */
public enum ErrorKind {
  /** The request is well formed, and asks for what cannot be. */
  WRONG_INPUT("invalid_argument"),
  /** The request is not well formed. */
  MALFORMED("invalid_argument"),
  /** A value has the right type and is out of its range. */
  INVALID("invalid_argument"),
  /** The request carries no key, or a wrong one. */
  UNAUTHENTICATED("unauthenticated"),
  /** No key would help. */
  FORBIDDEN("permission_denied"),
  /** What the request names does not exist. */
  NOT_FOUND("not_found"),
  /** The name is taken. */
  ALREADY_EXISTS("already_exists"),
  /** The route exists, and takes other methods. */
  METHOD_NOT_ALLOWED("method_not_allowed"),
  /** The request is larger than allowed. */
  TOO_LARGE("payload_too_large"),
  /** A queue or a budget is full; later there may be room. */
  OVERLOADED("resource_exhausted"),
  /** It took too long. */
  TIMEOUT("timeout"),
  /** The client went away; nobody will read this. */
  CANCELLED("cancelled"),
  /** The server starts or stops. */
  UNAVAILABLE("unavailable"),
  /** Stored data is damaged. */
  DATA_LOSS("data_loss"),
  /** A fault of the server. */
  INTERNAL("internal");

  private final String code;

  ErrorKind(String code) {
    this.code = code;
  }

  /** Returns the stable name for metrics and logs, one of ServerMetrics.ERRORS. */
  public String code() {
    return code;
  }
}
