package io.vdb.server.api;

import io.vdb.core.error.VdbException;
import io.vdb.server.lifecycle.RefusedWorkException;
import io.vdb.server.request.Refusal;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * An error that a client gets to see, by any protocol. Carries no stack trace: it says where in the
 * request. What is our fault keeps its cause, for the line that the request leaves in the log.
 */
public final class ApiException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** When nobody knows better. */
  private static final long SOON_SECONDS = 1;

  private final ErrorKind kind;
  private final long retryAfterSeconds;
  private final @Nullable Refusal refusal;

  /**
   * An error.
   *
   * @param message what the client is told
   */
  public ApiException(ErrorKind kind, String message) {
    this(kind, message, null);
  }

  /** The same for an error of the server, with what the log is to tell about it. */
  public ApiException(ErrorKind kind, String message, @Nullable Throwable cause) {
    super(message, cause, false, false);
    this.kind = kind;
    this.retryAfterSeconds = 0;
    this.refusal = null;
  }

  private ApiException(Refusal refusal, String message, long retryAfterSeconds) {
    super("Rate limiting exceeded: " + message, null, false, false);
    this.kind = ErrorKind.OVERLOADED;
    this.retryAfterSeconds = retryAfterSeconds;
    this.refusal = refusal;
  }

  /** Returns what kind of failure it is. */
  public ErrorKind kind() {
    return kind;
  }

  /** Returns what the client is told. */
  public String text() {
    return String.valueOf(getMessage());
  }

  /** Returns in how many seconds it may be tried again; nothing where that would not help. */
  public OptionalLong retryAfterSeconds() {
    return retryAfterSeconds > 0 ? OptionalLong.of(retryAfterSeconds) : OptionalLong.empty();
  }

  /** Returns why it is not taken now, of what may be taken later; null for all other errors. */
  public @Nullable Refusal refusal() {
    return refusal;
  }

  /** Turns whatever an operation threw into what the client is told. */
  public static ApiException of(Throwable failure) {
    return switch (failure) {
      case ApiException e -> e;
      case VdbException e -> of(e);
      case CompletionException e when e.getCause() != null -> of(e.getCause());
      case RefusedWorkException e -> refused(e.refusal());
      case RejectedExecutionException _ -> refused(Refusal.QUEUE_FULL);
      default -> internal(failure);
    };
  }

  private static ApiException of(VdbException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e.code()) {
      case INVALID_ARGUMENT -> wrongInput(message);
      case NOT_FOUND -> notFound(message);
      case ALREADY_EXISTS ->
          new ApiException(ErrorKind.ALREADY_EXISTS, "Wrong input: " + message);
      case RESOURCE_EXHAUSTED -> overloaded(Refusal.PENDING_WRITES, message);
      case UNAVAILABLE -> unavailable(message);
      case DATA_LOSS ->
          new ApiException(
              ErrorKind.DATA_LOSS,
              "Service internal error: " + message,
              e);
      case INTERNAL -> internal(e);
    };
  }

  /** The request is well formed, and asks for what cannot be. */
  public static ApiException wrongInput(String message) {
    return new ApiException(ErrorKind.WRONG_INPUT, "Wrong input: " + message);
  }

  /** The same in the words that Qdrant has where a bound of a collection is meant. */
  public static ApiException badRequest(String message) {
    return new ApiException(ErrorKind.WRONG_INPUT, "Bad request: " + message);
  }

  /** The request is not well formed. */
  public static ApiException malformed(String message) {
    return new ApiException(ErrorKind.MALFORMED, message);
  }

  /** A value has the right type and is out of its range. */
  public static ApiException invalid(String where, String field, String message) {
    return new ApiException(
        ErrorKind.INVALID, "Validation error in " + where + ": [" + field + ": " + message + "]");
  }

  /** The request carries no key, or a wrong one. */
  public static ApiException unauthenticated(String message) {
    return new ApiException(ErrorKind.UNAUTHENTICATED, "Unauthorized: " + message);
  }

  /** No key would help. */
  public static ApiException forbidden(String message) {
    return new ApiException(ErrorKind.FORBIDDEN, "Forbidden: " + message);
  }

  /** What the request names does not exist. */
  public static ApiException notFound(String message) {
    return new ApiException(ErrorKind.NOT_FOUND, "Not found: " + message);
  }

  /** A queue or a budget is full. */
  public static ApiException overloaded(Refusal refusal, String message) {
    return new ApiException(refusal, message, SOON_SECONDS);
  }

  /** The same in words that say no more than what is full. */
  public static ApiException refused(Refusal refusal) {
    return overloaded(
        refusal,
        switch (refusal) {
          case QUEUE_FULL -> "too many requests are waiting; try again later";
          case QUEUE_TIME -> "requests would wait for too long; try again later";
          case MEMORY -> "too many request bodies and answers are held; try again later";
          case PENDING_WRITES -> "too many writes are waiting; try again later";
          case RATE_LIMIT -> "too many requests; try again later";
        });
  }

  /**
   * A rate is exceeded.
   *
   * @param retryAfterSeconds when there will be room; 0 when there never will
   */
  public static ApiException rateLimited(String message, long retryAfterSeconds) {
    return new ApiException(Refusal.RATE_LIMIT, message, retryAfterSeconds);
  }

  /** The server starts or stops. */
  public static ApiException unavailable(String message) {
    return new ApiException(ErrorKind.UNAVAILABLE, "Service unavailable: " + message);
  }

  /** It took too long. */
  public static ApiException timeout() {
    return new ApiException(
        ErrorKind.TIMEOUT, "Timeout: the request took longer than allowed");
  }

  /** The client went away; nobody will read this. */
  public static ApiException cancelled() {
    return new ApiException(ErrorKind.CANCELLED, "Bad request: the client went away");
  }

  /** A fault of the server. */
  public static ApiException internal(@Nullable Throwable cause) {
    return new ApiException(
        ErrorKind.INTERNAL,
        "Service internal error: the log tells more under this request's X-Correlation-ID",
        cause);
  }
}
