package io.vdb.observability.otel;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A request that did not arrive. Without a cause it stands for the collector's answer. */
final class ExportFailure extends Exception {

  @Serial private static final long serialVersionUID = 1;

  ExportFailure(@Nullable Throwable cause) {
    super(null, cause, false, false);
  }
}
