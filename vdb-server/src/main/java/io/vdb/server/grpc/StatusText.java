package io.vdb.server.grpc;

import io.grpc.Status;

/**
 * Descriptions of statuses, kept so short that clients take them. They go out in trailers, percent
 * encoded, of which clients read 8 KiB: a call with longer ones ends as a fault of the protocol.
 */
final class StatusText {

  private static final int MOST_BYTES = 4_096;

  /** What a character takes at most: three bytes, each written as three characters. */
  private static final int BYTES_PER_CHARACTER = 9;

  private StatusText() {}

  /** Returns the status with as much of its description as clients take. */
  static Status bounded(Status status) {
    String text = status.getDescription();
    if (text == null || text.length() <= MOST_BYTES / BYTES_PER_CHARACTER) {
      return status;
    }
    int end = 0;
    int bytes = 0;
    while (end < text.length()) {
      int character = text.codePointAt(end);
      bytes += bytes(character);
      if (bytes > MOST_BYTES) {
        return status.withDescription(text.substring(0, end) + "...");
      }
      end += Character.charCount(character);
    }
    return status;
  }

  private static int bytes(int character) {
    if (character >= ' ' && character <= '~' && character != '%') {
      return 1;
    }
    return 3 * (character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4);
  }
}
