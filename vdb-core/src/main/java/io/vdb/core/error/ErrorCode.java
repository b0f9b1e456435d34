package io.vdb.core.error;

/** What kind of failure a {@link VdbException} is, and so who has to act. */
public enum ErrorCode {
  /** The request is wrong and changes nothing; repeating it will not help. */
  INVALID_ARGUMENT,
  /** The collection or point does not exist. */
  NOT_FOUND,
  /** The collection exists already. */
  ALREADY_EXISTS,
  /** A queue or a budget is full; the request changed nothing and may be repeated later. */
  RESOURCE_EXHAUSTED,
  /**
   * The database is starting, stopping or locked by another process, or the disk takes no writes for
   * now.
   */
  UNAVAILABLE,
  /** Stored data is damaged, or of a newer format than this program knows. */
  DATA_LOSS,
  /** A fault of ours or of the machine. */
  INTERNAL
}
