package io.vdb.core.snapshot;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes bytes in order. */
@FunctionalInterface
public interface Sink {

  /** Takes all that remains in the buffer, which the caller may use again afterwards. */
  void write(ByteBuffer bytes) throws IOException;
}
