package io.vdb.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.qdrant.client.grpc.QdrantGrpc.QdrantBlockingStub;
import io.qdrant.client.grpc.QdrantOuterClass.HealthCheckRequest;
import io.vdb.server.StartupException;
import io.vdb.server.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerCertificateTest {

  @TempDir static Path made;
  private static TestCertificate first;
  private static TestCertificate second;

  @TempDir Path folder;
  private Path certificate;
  private Path key;

  @BeforeAll
  static void make() {
    first = TestCertificate.create(made, "first", "EC");
    second = TestCertificate.create(made, "second", "RSA");
  }

  @BeforeEach
  void write() {
    certificate = first.writeCertificate(folder.resolve("cert.pem"));
    key = first.writeKey(folder.resolve("key.pem"));
  }

  private TestServer start(String... further) {
    Map<String, String> settings = new HashMap<>();
    settings.put("vdb.tls.cert-file", certificate.toString());
    settings.put("vdb.tls.key-file", key.toString());
    settings.put("vdb.tls.reload-interval", "20ms");
    for (int i = 0; i < further.length; i += 2) {
      settings.put(further[i], further[i + 1]);
    }
    return TestServer.start(folder.resolve("data"), settings);
  }

  /** Asks over a connection of its own. */
  private static HttpResponse<String> get(
      URI uri, TestCertificate believed, @Nullable TestCertificate shown) throws Exception {
    try (HttpClient client =
        HttpClient.newBuilder().sslContext(believed.believedBy(shown)).build()) {
      return client.send(
          HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build(),
          BodyHandlers.ofString());
    }
  }

  private static Certificate shown(HttpResponse<?> answer) throws Exception {
    return answer.sslSession().orElseThrow().getPeerCertificates()[0];
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void hasBothPortsSpeakTlsAndNothingElse(String algorithm) throws Exception {
    TestCertificate own = algorithm.equals("EC") ? first : second;
    TestCertificate other = algorithm.equals("EC") ? second : first;
    own.writeCertificate(certificate);
    own.writeKey(key);
    try (TestServer server = start()) {
      assertThat(server.uri("/").getScheme()).isEqualTo("https");
      HttpResponse<String> answer = get(server.uri("/healthz"), own, null);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.sslSession().orElseThrow().getProtocol()).isIn("TLSv1.3", "TLSv1.2");
      assertThat(shown(answer)).isEqualTo(own.certificate());
      URI plain = URI.create(server.uri("/healthz").toString().replace("https:", "http:"));
      assertThatThrownBy(() -> get(plain, own, null)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> get(server.uri("/healthz"), other, null))
          .isInstanceOf(IOException.class);
      try (ClientFactory factory =
          ClientFactory.builder()
              .tlsCustomizer(tls -> tls.trustManager(own.certificate()))
              .build()) {
        QdrantBlockingStub stub =
            GrpcClients.builder(
                    "gproto+https://127.0.0.1:" + server.grpc().getPort() + "/")
                .factory(factory)
                .build(QdrantBlockingStub.class);
        assertThat(stub.healthCheck(HealthCheckRequest.getDefaultInstance()).getVersion())
            .startsWith("1.");
      }
    }
  }

  @Test
  void tellsWhenItExpires() throws Exception {
    try (TestServer server = start()) {
      String metrics = get(server.uri("/metrics"), first, null).body();
      String line =
          metrics
              .lines()
              .filter(l -> l.startsWith("vdb_tls_certificate_expiry_timestamp_seconds "))
              .findFirst()
              .orElseThrow();
      assertThat(Double.parseDouble(line.substring(line.indexOf(' '))))
          .isEqualTo(first.certificate().getNotAfter().getTime() / 1e3);
    }
  }

  @Test
  void takesOverANewCertificateAndKeepsTheOldOneWhileTheFilesAreWrong() throws Exception {
    Path log = folder.resolve("log");
    try (TestServer server = start("vdb.log.level", "info", "vdb.log.output", log.toString())) {
      Files.writeString(certificate, "nothing of use");
      awaitLine(log, "keeping the certificate that there is");
      assertThat(shown(get(server.uri("/"), first, null))).isEqualTo(first.certificate());

      second.writeCertificate(certificate); // which does not fit the key yet
      awaitLine(log, "does not belong to the first certificate");
      assertThat(shown(get(server.uri("/"), first, null))).isEqualTo(first.certificate());

      second.writeKey(key);
      awaitLine(log, "took over a new certificate");
      assertThat(shown(get(server.uri("/"), second, null))).isEqualTo(second.certificate());
    }
  }

  private static void awaitLine(Path log, String part) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (Files.readAllLines(log).stream().noneMatch(line -> line.contains(part))) {
      assertThat(System.nanoTime()).as(part).isLessThan(deadline);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  @Test
  void asksClientsForACertificateWhenItKnowsWhoSignsThem() throws Exception {
    Path authorities = second.writeCertificate(folder.resolve("ca.pem"));
    try (TestServer server = start("vdb.tls.client-ca-file", authorities.toString())) {
      assertThat(get(server.uri("/healthz"), first, second).statusCode()).isEqualTo(200);
      assertThatThrownBy(() -> get(server.uri("/healthz"), first, null))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> get(server.uri("/healthz"), first, first))
          .isInstanceOf(IOException.class);
    }
  }

  private Path edwards() {
    return TestCertificate.create(made, "edwards", "Ed25519")
        .writeCertificate(folder.resolve("ed25519.pem"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      absent | key | vdb.tls.cert-file is '
      absent | key | which does not exist
      nothing | key | which holds no certificate in PEM
      text | key | does not hold certificates in PEM
      cert | absent | vdb.tls.key-file is '
      cert | text | which holds no private key in PEM for a certificate of EC
      cert | encrypted | which holds a key that is encrypted
      ed25519 | key | whose key is of EdDSA: RSA and EC are supported
      cert | other | does not belong to the first certificate in vdb.tls.cert-file '
      """)
  void refusesToStartWithFilesThatAreWrongAndSaysWhichAndWhy(
      String cert, String secret, String message) throws Exception {
    Map<String, Path> files =
        Map.of(
            "absent", folder.resolve("absent.pem"),
            "nothing", Files.writeString(folder.resolve("nothing.pem"), ""),
            "text",
                Files.writeString(
                    folder.resolve("text.pem"), "-----BEGIN CERTIFICATE-----\nno\n-----END"),
            "encrypted",
                Files.writeString(
                    folder.resolve("encrypted.pem"), "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"),
            "ed25519", cert.equals("ed25519") ? edwards() : certificate,
            "other", second.writeKey(folder.resolve("other.pem")),
            "cert", certificate,
            "key", key);
    certificate = files.get(cert);
    key = files.get(secret);

    assertThatThrownBy(this::start)
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }
}
