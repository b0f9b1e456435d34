package io.vdb.observability.spi;

/** A backend cannot be selected or started. The message is one line that says what to do. */
public final class BackendException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Reports a wrong selection. */
  public BackendException(String message) {
    super(message);
  }

  /** Reports a backend that failed. */
  public BackendException(String message, Throwable cause) {
    super(message, cause);
  }
}
