package io.vdb.server.security;

/** What a request of the API needs its key to allow. */
public enum Right {
  /** It changes nothing. */
  READ,
  /** It changes data, or how the server behaves. */
  WRITE
}
