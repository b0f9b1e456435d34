package io.vdb.server.config;

import java.util.regex.Pattern;

/**
 * Variables that Kubernetes sets in every container of a namespace for a service named {@code vdb}.
 * They look like settings and are none.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/tutorials/services/connect-applications-service/">Accessing
 *     the Service</a>
 */
final class ServiceLinks {

  private static final Pattern HOST = Pattern.compile("VDB_SERVICE_HOST");
  private static final Pattern PORT = Pattern.compile("VDB_SERVICE_PORT(_[A-Z0-9_]+)?");
  private static final Pattern ADDRESS = Pattern.compile("VDB_PORT(_\\d{1,5}_(TCP|UDP|SCTP))?");
  private static final Pattern PART =
      Pattern.compile("VDB_PORT_\\d{1,5}_(TCP|UDP|SCTP)_(PROTO|PORT|ADDR)");

  private ServiceLinks() {}

  /** Tells whether Kubernetes has set this; a look at the value saves a mistyped setting. */
  static boolean contains(String name, String value) {
    if (PORT.matcher(name).matches()) {
      return value.matches("\\d{1,5}");
    }
    if (ADDRESS.matcher(name).matches()) {
      return value.matches("(tcp|udp|sctp)://\\S+:\\d{1,5}");
    }
    return HOST.matcher(name).matches() || PART.matcher(name).matches();
  }
}
