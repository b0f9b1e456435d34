package io.vdb.server.admin;

import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down who changed what, and who was not let in, one line each. */
public final class AuditLog {

  /** Its logger, which stays at info whatever happens to those above it. */
  static final String LOGGER = "io.vdb.server.audit";

  private static final Logger log = LoggerFactory.getLogger(LOGGER);

  /** What can be said of a host without quoting whatever else a client puts there. */
  private static final Pattern HOST = Pattern.compile("[\\w.:\\[\\]-]{1,253}");

  private AuditLog() {}

  /**
   * Notes a request that no key would have let in.
   *
   * @param target what it was for
   * @param authority host and port that it was sent to, as the client names them
   * @param peer address of who asked for it
   */
  public static void refused(String target, String authority, String peer) {
    log.atInfo()
        .addKeyValue("action", "refused")
        .addKeyValue("target", target)
        .addKeyValue("host", HOST.matcher(authority).matches() ? authority : "(not a host)")
        .addKeyValue("peer", peer)
        .log("administration");
  }

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
