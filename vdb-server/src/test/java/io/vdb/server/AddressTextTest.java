package io.vdb.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AddressTextTest {

  @Test
  void writesAnAddressOfFourBytesAsItIs() {
    InetAddress host = InetAddress.ofLiteral("127.0.0.1");

    assertThat(AddressText.of(new InetSocketAddress(host, 6334))).isEqualTo("127.0.0.1:6334");
  }

  @Test
  void putsBracketsAroundAnIpv6HostInItsShortForm() {
    assertThat(AddressText.of(new InetSocketAddress(InetAddress.ofLiteral("::1"), 6334)))
        .isEqualTo("[::1]:6334");
    assertThat(
            AddressText.of(new InetSocketAddress(InetAddress.ofLiteral("2001:db8::0:1:0"), 1)))
        .isEqualTo("[2001:db8::1:0]:1");
  }

  @Test
  void keepsTheZoneWithoutWhichAnAddressReachesNothing() throws UnknownHostException {
    byte[] bytes = InetAddress.ofLiteral("fe80::1").getAddress();
    InetAddress zoned = Inet6Address.getByAddress("", bytes, 3);

    assertThat(AddressText.of(new InetSocketAddress(zoned, 1))).startsWith("[fe80").endsWith("%3]:1");
  }

  @Test
  void administrationAnswersAtTheAddressThatTheServerTells(@TempDir Path data) {
    assumeTrue(hasIpv6Loopback(), "this machine has no ::1");
    try (TestServer server = TestServer.start(data, Map.of("vdb.host", "::1"))) {
      assertThat(server.server().restUri().toString()).startsWith("http://[::1]:");
      assertThat(server.get("/admin/loggers").status()).isEqualTo(200);
    }
  }

  private static boolean hasIpv6Loopback() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
