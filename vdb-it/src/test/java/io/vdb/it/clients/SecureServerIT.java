package io.vdb.it.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.qdrant.client.QdrantClient;
import io.qdrant.client.QdrantGrpcClient;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.ProgramRun;
import io.vdb.it.server.ServerProcess;
import io.vdb.it.server.Servers;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that speaks TLS and wants keys, through official clients that know both. */
@Order(1)
final class SecureServerIT {

  @RegisterExtension static final Servers SERVERS = Servers.forClass();

  private static final String KEY = "the-key-for-everything";
  private static final String READ_ONLY = "the-key-for-reading-only";
  private static final String PASSWORD = "changeit";

  private static ServerProcess server;
  private static Path certificate;

  @BeforeAll
  static void start() throws Exception {
    Path folder = Distribution.freshFolder("secure-files");
    KeyStore store = generate(folder);
    certificate = pem(folder, "CERTIFICATE", store.getCertificate("one").getEncoded());
    Path key =
        pem(folder, "PRIVATE KEY", store.getKey("one", PASSWORD.toCharArray()).getEncoded());
    Path secret = Files.writeString(folder.resolve("api-key"), KEY + "\n");
    server =
        SERVERS.start(
            Distribution.freshFolder("secure-data"),
            Map.of(
                "VDB_TLS_CERT_FILE", certificate.toString(),
                "VDB_TLS_KEY_FILE", key.toString(),
                "VDB_SECURITY_API_KEY_FILE", secret.toString(),
                "VDB_SECURITY_READ_ONLY_API_KEY", READ_ONLY));
  }

  private static KeyStore generate(Path folder) throws Exception {
    Path file = folder.resolve("one.p12");
    ProgramRun run =
        ProgramRun.of(
            Duration.ofMinutes(1),
            new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-keystore", file.toString(), "-storetype", "PKCS12",
                "-storepass", PASSWORD, "-alias", "one", "-keyalg", "EC",
                "-dname", "CN=vdb", "-ext", "san=dns:localhost,ip:127.0.0.1"));
    assertThat(run.exitCode()).as(run.toString()).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static Path pem(Path folder, String kind, byte[] der) throws Exception {
    return Files.writeString(
        folder.resolve(kind.replace(' ', '-') + ".pem"),
        "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(der)
            + "\n-----END " + kind + "-----\n");
  }

  private static QdrantClient client(String key) throws Exception {
    ManagedChannel channel =
        Grpc.newChannelBuilder(
                server.grpc(),
                TlsChannelCredentials.newBuilder().trustManager(certificate.toFile()).build())
            .build();
    return new QdrantClient(
        QdrantGrpcClient.newBuilder(channel, true).withApiKey(key).build());
  }

  @Test
  void servesTheOfficialJavaClient() throws Exception {
    VectorParams vectors =
        VectorParams.newBuilder().setSize(2).setDistance(Distance.Dot).build();
    try (QdrantClient all = client(KEY);
        QdrantClient reading = client(READ_ONLY);
        QdrantClient wrong = client(KEY + "-not")) {
      assertThat(
              all.createCollectionAsync("secure", vectors).get(60, TimeUnit.SECONDS).getResult())
          .isTrue();
      assertThat(reading.listCollectionsAsync().get(60, TimeUnit.SECONDS)).contains("secure");
      assertFails(
          Status.Code.PERMISSION_DENIED,
          () -> reading.deleteCollectionAsync("secure").get(60, TimeUnit.SECONDS));
      assertFails(
          Status.Code.UNAUTHENTICATED,
          () -> wrong.listCollectionsAsync().get(60, TimeUnit.SECONDS));
      assertThat(all.deleteCollectionAsync("secure").get(60, TimeUnit.SECONDS).getResult())
          .isTrue();
    }
  }

  private static void assertFails(
      Status.Code code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            failure -> assertThat(failure.getStatus().getCode()).isEqualTo(code));
  }

  @Test
  void servesTheOfficialPythonClientOverBothProtocols() throws Exception {
    String grpc = server.grpc();
    PythonPrograms.run(
        "secure_client.py",
        server.rest().toString(),
        grpc.substring(grpc.lastIndexOf(':') + 1),
        certificate.toString(),
        KEY,
        READ_ONLY);
  }
}
