package io.vdb.core.engine;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import java.util.Locale;

/** Names of failures in spans and log lines: the error codes, and nothing that quotes data. */
final class FailureType {

  private FailureType() {}

  static String of(Throwable failure) {
    ErrorCode code = failure instanceof VdbException known ? known.code() : ErrorCode.INTERNAL;
    return code.name().toLowerCase(Locale.ROOT);
  }
}
