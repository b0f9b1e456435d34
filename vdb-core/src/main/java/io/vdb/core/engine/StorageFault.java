package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why something could not be written, as far as the operating system tells. */
enum StorageFault {
  /** The disk, a quota or the largest size of a file is full. */
  NO_SPACE("make room on the disk"),
  /** The process has as many files open as it may. */
  NO_HANDLES("let the process open more files"),
  /** The disk fails. */
  IO("look at the disk"),
  /** Stored data is damaged. */
  DAMAGE("restore it from a snapshot"),
  /** No fault of the disk, but of the program or the machine. */
  OTHER("the log tells more; restart when that is mended");

  private final String advice;

  StorageFault(String advice) {
    this.advice = advice;
  }

  /** Returns the name for metrics. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns what somebody should do. */
  String advice() {
    return advice;
  }

  /** Tells whether it may pass without anybody restarting the program. */
  boolean mayPass() {
    return this == NO_SPACE || this == NO_HANDLES || this == IO;
  }

  /** Returns what a failure comes from. */
  static StorageFault of(Throwable failure) {
    IOException disk = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof VdbException known && known.code() == ErrorCode.DATA_LOSS) {
        return DAMAGE;
      }
      if (cause instanceof IOException io) {
        StorageFault told = told(String.valueOf(io.getMessage()).toLowerCase(Locale.ROOT));
        if (told != null) {
          return told;
        }
        disk = io;
      }
    }
    return disk == null ? OTHER : IO;
  }

  private static @Nullable StorageFault told(String message) {
    if (message.contains("no space left")
        || message.contains("quota exceeded")
        || message.contains("file too large")) {
      return NO_SPACE;
    }
    return message.contains("too many open files") ? NO_HANDLES : null;
  }

  /** Returns what the operating system said, or what else it was. */
  static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
