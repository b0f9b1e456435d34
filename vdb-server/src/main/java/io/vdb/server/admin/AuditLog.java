package io.vdb.server.admin;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down who changed what, one line for each change. */
final class AuditLog {

  /** Its logger, which stays at info whatever happens to those above it. */
  static final String LOGGER = "io.vdb.server.audit";

  private static final Logger log = LoggerFactory.getLogger(LOGGER);

  private AuditLog() {}

  /**
   * Notes a change. The correlation id comes with the context of the calling thread.
   *
   * @param action what was done
   * @param target what it was done to
   * @param from how it was
   * @param to how it is now
   * @param peer address of who asked for it; empty when nobody did
   */
  static void changed(String action, String target, String from, String to, String peer) {
    log.atInfo()
        .addKeyValue("action", action)
        .addKeyValue("target", target)
        .addKeyValue("from", from)
        .addKeyValue("to", to)
        .addKeyValue("peer", peer)
        .log("administration");
  }
}
