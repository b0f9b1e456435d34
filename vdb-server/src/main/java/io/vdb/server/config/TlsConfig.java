package io.vdb.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Files for TLS, which both ports speak when there are any.
 *
 * @param certificate chain of certificates in PEM, the server's own first
 * @param key its private key in PEM
 * @param clientAuthorities certificates in PEM, one of which has to have signed those of clients;
 *     without them clients need none
 * @param reloadInterval how often the files are looked at
 */
public record TlsConfig(
    Optional<Path> certificate,
    Optional<Path> key,
    Optional<Path> clientAuthorities,
    Duration reloadInterval) {

  /** Refuses files that are of no use without another. */
  public TlsConfig {
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException(
          "vdb.tls.cert-file and vdb.tls.key-file need each other: set both or none");
    }
    if (clientAuthorities.isPresent() && certificate.isEmpty()) {
      throw new IllegalArgumentException(
          "vdb.tls.client-ca-file needs vdb.tls.cert-file and vdb.tls.key-file");
    }
  }

  /** Tells whether the ports speak TLS. */
  public boolean isOn() {
    return certificate.isPresent();
  }
}
