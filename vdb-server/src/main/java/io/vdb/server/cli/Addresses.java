package io.vdb.server.cli;

import java.net.URI;

/** Addresses of servers as people type and read them. */
final class Addresses {

  private Addresses() {}

  /** Checks a REST address and cuts slashes at its end. */
  static URI base(URI typed) {
    return base(typed, "--url");
  }

  /** The same for the address that another option has. */
  static URI base(URI typed, String option) {
    String scheme = String.valueOf(typed.getScheme());
    if (typed.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw CliException.usage(
          option + " is '" + typed + "', expected an address such as http://127.0.0.1:6333");
    }
    return URI.create(typed.toString().replaceAll("/+$", ""));
  }
}
