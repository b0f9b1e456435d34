package io.vdb.observability.spi;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;

/** Capability of a backend that can be scraped. Safe for concurrent use. */
public interface Exposition {

  /**
   * Returns the content type in which {@link #write} answers.
   *
   * @param accept value of the request's Accept header; empty when there was none
   */
  String contentType(String accept);

  /**
   * Writes the current values.
   *
   * @param accept as for {@link #contentType}
   * @param names only series of these names (as exported, suffixes included); all when empty
   * @param out receives UTF-8 text; not closed
   */
  void write(String accept, Set<String> names, OutputStream out) throws IOException;
}
