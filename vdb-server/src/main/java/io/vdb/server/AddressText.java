package io.vdb.server;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Writes addresses as people type them, and as clients send them back. */
public final class AddressText {

  private AddressText() {}

  /**
   * Returns host and port, an IPv6 address in brackets and in its short form.
   *
   * @see <a href="https://www.rfc-editor.org/rfc/rfc5952">RFC 5952</a>
   */
  public static String of(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    String text = host == null ? address.getHostString() : of(host);
    return (text.contains(":") ? "[" + text + "]" : text) + ":" + address.getPort();
  }

  private static String of(InetAddress host) {
    String whole = host.getHostAddress();
    return whole.contains("%") ? whole : NetUtil.toAddressString(host); // that drops the zone
  }
}
