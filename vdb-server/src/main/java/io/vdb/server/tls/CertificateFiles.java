package io.vdb.server.tls;

import com.linecorp.armeria.common.TlsKeyPair;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what is in files of PEM, and says clearly what is wrong with them. */
final class CertificateFiles {

  private static final String CERTIFICATE = "vdb.tls.cert-file";
  private static final String KEY = "vdb.tls.key-file";
  private static final String AUTHORITIES = "vdb.tls.client-ca-file";

  private static final Set<String> ALGORITHMS = Set.of("RSA", "EC");

  private final Path certificate;
  private final Path key;
  private final Optional<Path> authorities;

  CertificateFiles(Path certificate, Path key, Optional<Path> authorities) {
    this.certificate = certificate;
    this.key = key;
    this.authorities = authorities;
  }

  /** What the files held at one time, not looked into. */
  record Content(byte[] certificate, byte[] key, byte[] authorities) {

    boolean isSameAs(Content other) {
      return Arrays.equals(certificate, other.certificate)
          && Arrays.equals(key, other.key)
          && Arrays.equals(authorities, other.authorities);
    }
  }

  /**
   * A certificate that fits its key.
   *
   * @param pair both
   * @param authorities who signs certificates of clients; empty when clients need none
   */
  record Loaded(TlsKeyPair pair, List<X509Certificate> authorities) {

    /** Returns the server's own certificate. */
    X509Certificate own() {
      return pair.certificateChain().getFirst();
    }
  }

  /** Some file is missing or not what it should be. The message is one line without its content. */
  static final class UnusableException extends Exception {

    private static final long serialVersionUID = 1L;

    UnusableException(String message, Throwable cause) {
      super(message, cause);
    }

    UnusableException(String message) {
      super(message);
    }
  }

  Content read() throws UnusableException {
    return new Content(
        read(CERTIFICATE, certificate),
        read(KEY, key),
        authorities.isEmpty() ? new byte[0] : read(AUTHORITIES, authorities.get()));
  }

  private static byte[] read(String setting, Path file) throws UnusableException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new UnusableException(setting + " is '" + file + "', which does not exist", e);
    } catch (IOException e) {
      throw new UnusableException(
          setting + " is '" + file + "', which cannot be read (" + e.getClass().getSimpleName()
              + ")",
          e);
    }
  }

  Loaded load(Content content) throws UnusableException {
    List<X509Certificate> chain = certificates(CERTIFICATE, certificate, content.certificate());
    String algorithm = chain.getFirst().getPublicKey().getAlgorithm();
    if (!ALGORITHMS.contains(algorithm)) { // the library for TLS could not use it
      throw new UnusableException(
          CERTIFICATE + " is '" + certificate + "', whose key is of " + algorithm
              + ": RSA and EC are supported");
    }
    PrivateKey secret = key(content, chain);
    if (!fits(secret, chain.getFirst().getPublicKey())) {
      throw new UnusableException(
          "the key in " + KEY + " '" + key + "' does not belong to the first certificate in "
              + CERTIFICATE + " '" + certificate + "'");
    }
    List<X509Certificate> trusted =
        authorities.isEmpty()
            ? List.of()
            : certificates(AUTHORITIES, authorities.get(), content.authorities());
    return new Loaded(TlsKeyPair.of(secret, chain), trusted);
  }

  private static List<X509Certificate> certificates(String setting, Path file, byte[] pem)
      throws UnusableException {
    List<X509Certificate> found = new ArrayList<>();
    try {
      for (Certificate one :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))) {
        found.add((X509Certificate) one);
      }
    } catch (CertificateException e) {
      throw new UnusableException(
          setting + " is '" + file + "', which does not hold certificates in PEM", e);
    }
    if (found.isEmpty()) {
      throw new UnusableException(setting + " is '" + file + "', which holds no certificate in PEM");
    }
    return found;
  }

  private PrivateKey key(Content content, List<X509Certificate> chain) throws UnusableException {
    String pem = new String(content.key(), StandardCharsets.ISO_8859_1);
    if (pem.contains("ENCRYPTED")) {
      throw new UnusableException(
          KEY + " is '" + key + "', which holds a key that is encrypted: store it without a password");
    }
    try { // reads PKCS #8 and the older forms of each
      return TlsKeyPair.of(
              new ByteArrayInputStream(content.key()),
              new ByteArrayInputStream(content.certificate()))
          .privateKey();
    } catch (RuntimeException _) { // its message may quote the key
      throw new UnusableException(
          KEY + " is '" + key + "', which holds no private key in PEM for a certificate of "
              + chain.getFirst().getPublicKey().getAlgorithm());
    }
  }

  /** Tells whether what one signs the other verifies. */
  private static boolean fits(PrivateKey secret, PublicKey open) {
    String algorithm = open.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
    try {
      byte[] text = {1, 2, 3};
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(secret);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(open);
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException _) {
      return false; // of another algorithm
    }
  }
}
