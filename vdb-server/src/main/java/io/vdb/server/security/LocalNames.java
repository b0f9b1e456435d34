package io.vdb.server.security;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names under which this machine reaches a server that binds loopback. A page in a browser here
 * can make a name of its own lead to loopback, and then ask for whatever it likes; but the name that
 * it asks under stays its own. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-7.2">Host and :authority</a>
 */
final class LocalNames {

  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9a-f:.]{2,45}]|[0-9a-z._-]{1,253})(?::\\d{0,5})?");

  private final Set<String> names;

  /** The usual names, and the address that the server binds. */
  LocalNames(String boundHost) {
    String bound = boundHost.toLowerCase(Locale.ROOT);
    Set<String> all = new HashSet<>(List.of("localhost", "127.0.0.1", canonical("[::1]")));
    all.add(canonical(bound.contains(":") && !bound.startsWith("[") ? "[" + bound + "]" : bound));
    names = Set.copyOf(all);
  }

  /** Tells whether a request was sent to one of them, with whatever port. */
  boolean contain(String authority) {
    Matcher matcher = AUTHORITY.matcher(authority.toLowerCase(Locale.ROOT));
    return matcher.matches() && names.contains(canonical(matcher.group(1)));
  }

  /** An IPv6 address can be written in many ways. */
  private static String canonical(String host) {
    if (!host.startsWith("[") || !host.contains(":")) {
      return host;
    }
    try {
      InetAddress address = InetAddress.ofLiteral(host.substring(1, host.length() - 1));
      return "[" + address.getHostAddress() + "]";
    } catch (IllegalArgumentException e) {
      return host; // is no address, and so none of ours
    }
  }
}
