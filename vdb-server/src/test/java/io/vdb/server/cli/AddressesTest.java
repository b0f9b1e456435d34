package io.vdb.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

final class AddressesTest {

  @Test
  void writesAnAddressOfFourBytesAsItIs() {
    InetAddress host = InetAddress.ofLiteral("127.0.0.1");

    assertThat(Addresses.hostAndPort(new InetSocketAddress(host, 6334)))
        .isEqualTo("127.0.0.1:6334");
  }

  @Test
  void putsBracketsAroundAnIpv6Host() {
    InetAddress host = InetAddress.ofLiteral("::1");

    assertThat(Addresses.hostAndPort(new InetSocketAddress(host, 6334)))
        .isEqualTo("[0:0:0:0:0:0:0:1]:6334");
  }
}
