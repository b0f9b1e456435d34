package io.vdb.server.cli.remote;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * What a server has to be shown and believed. Immutable; its text never has the key.
 *
 * @param apiKey key for the API; none when null
 * @param authorities file of certificates in PEM that vouch for the server's; those that Java trusts
 *     when null
 */
public record ServerAccess(@Nullable String apiKey, @Nullable Path authorities) {

  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** Nothing to show, and nothing special to believe. */
  public static final ServerAccess OPEN = new ServerAccess(null, null);

  /**
   * Returns a client that believes it. The caller closes it.
   *
   * @throws IOException when the certificates cannot be read
   */
  public HttpClient newClient() throws IOException {
    HttpClient.Builder client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
    if (authorities != null) {
      client.sslContext(trusting(authorities));
    }
    return client.build();
  }

  /** Lets a request show it. */
  public void addTo(HttpRequest.Builder request) {
    if (apiKey != null) {
      request.header("api-key", apiKey);
    }
  }

  private static SSLContext trusting(Path file) throws IOException {
    try (InputStream pem = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int count = 0;
      for (Certificate one :
          CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        store.setCertificateEntry("authority-" + count++, one);
      }
      if (count == 0) {
        throw new IOException(file + " holds no certificate in PEM");
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " does not hold certificates in PEM", e);
    }
  }

  @Override
  public String toString() {
    return "ServerAccess[" + (apiKey == null ? "no key" : "a key") + ", " + authorities + "]";
  }
}
