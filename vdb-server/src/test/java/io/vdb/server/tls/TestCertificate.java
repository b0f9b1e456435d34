package io.vdb.server.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A certificate for this machine that vouches for itself, made by the JDK's own tool. */
public final class TestCertificate {

  private static final char[] PASSWORD = "changeit".toCharArray();

  private final KeyStore store;
  private final X509Certificate certificate;
  private final Key key;

  private TestCertificate(KeyStore store) throws GeneralSecurityException {
    this.store = store;
    this.certificate = (X509Certificate) store.getCertificate("one");
    this.key = store.getKey("one", PASSWORD);
  }

  /**
   * Makes one.
   *
   * @param folder for the files that the tool needs
   * @param name common name, which tells one from another
   * @param algorithm of the key: EC, RSA or Ed25519
   */
  public static TestCertificate create(Path folder, String name, String algorithm) {
    Path file = folder.resolve(name + ".p12");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair", "-keystore", file.toString(), "-storetype", "PKCS12",
            "-storepass", new String(PASSWORD), "-alias", "one", "-keyalg", algorithm,
            "-dname", "CN=" + name, "-validity", "30",
            "-ext", "san=dns:localhost,ip:127.0.0.1");
    try {
      Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!tool.waitFor(60, TimeUnit.SECONDS) || tool.exitValue() != 0) {
        throw new IllegalStateException(said);
      }
      KeyStore store = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        store.load(in, PASSWORD);
      }
      return new TestCertificate(store);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The certificate itself. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** Writes the certificate in PEM, at once. */
  public Path writeCertificate(Path file) {
    try {
      return write(file, "CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes the key in PEM, at once. */
  public Path writeKey(Path file) {
    return write(file, "PRIVATE KEY", key.getEncoded());
  }

  private static Path write(Path file, String kind, byte[] der) {
    String pem =
        "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(der)
            + "\n-----END " + kind + "-----\n";
    try {
      Path made = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), pem);
      return Files.move(made, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a client needs to believe this one, and to show another. */
  public SSLContext believedBy(@Nullable TestCertificate shown) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("one", certificate);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(shown == null ? null : shown.store, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), new SecureRandom());
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
