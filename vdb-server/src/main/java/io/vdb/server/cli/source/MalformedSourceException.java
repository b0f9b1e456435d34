package io.vdb.server.cli.source;

import java.io.IOException;

/** Data that cannot be read as vectors. The message names the file, the row or line, the byte. */
public final class MalformedSourceException extends IOException {

  private static final long serialVersionUID = 1;

  /** A failure described for the person who runs the program. */
  public MalformedSourceException(String message) {
    super(message);
  }
}
