package io.vdb.observability.otel;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where and how one signal is sent.
 *
 * @param endpoint for HTTP with the signal's path; without credentials, but its query may be secret
 * @param protocol what is spoken there
 * @param headers names in lower case; values may be secret
 * @param timeout for one request, retries included
 * @param compressed whether bodies are compressed by gzip
 * @param trusted certificates in PEM that the collector's must come from; the JDK's when absent
 * @param identity what this client shows of itself, where the collector asks for it
 */
record OtlpTarget(
    URI endpoint,
    Protocol protocol,
    Map<String, String> headers,
    Duration timeout,
    boolean compressed,
    Optional<Pem> trusted,
    Optional<Identity> identity) {

  enum Protocol {
    GRPC("grpc"),
    HTTP("http/protobuf");

    private final String text;

    Protocol(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** A key and its certificate. */
  record Identity(Pem key, Pem certificate) {}

  private static final String PREFIX = "OTEL_EXPORTER_OTLP_";
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Reads where a signal goes; empty when nobody said. Checks the rest all the same. */
  static Optional<OtlpTarget> read(Sources sources, Signal signal) {
    String own = PREFIX + signal.name() + "_";
    Protocol protocol =
        sources
            .either("protocol", own + "PROTOCOL", PREFIX + "PROTOCOL")
            .map(OtlpTarget::protocol)
            .orElse(Protocol.GRPC);
    Map<String, String> headers = headers(sources, own);
    Duration timeout =
        sources
            .either("timeout", own + "TIMEOUT", PREFIX + "TIMEOUT")
            .map(Given::duration)
            .orElse(TIMEOUT);
    boolean compressed =
        sources
            .either("compression", own + "COMPRESSION", PREFIX + "COMPRESSION")
            .map(OtlpTarget::isGzip)
            .orElse(false);
    Optional<Pem> trusted =
        sources
            .either("certificate", own + "CERTIFICATE", PREFIX + "CERTIFICATE")
            .map(Pem::read);
    Optional<Identity> identity = identity(sources, own);
    return endpoint(sources, signal, own, protocol)
        .map(
            endpoint ->
                new OtlpTarget(
                    endpoint, protocol, headers, timeout, compressed, trusted, identity));
  }

  /** What names the signal is taken as it is; what names none gets the signal's path. */
  private static Optional<URI> endpoint(
      Sources sources, Signal signal, String own, Protocol protocol) {
    Optional<URI> ownSetting =
        sources.setting(signal.lowerCase() + "-endpoint").map(Given::url);
    Optional<URI> setting =
        sources.setting("endpoint").map(given -> withPath(given.url(), signal, protocol));
    Optional<URI> ownVariable = sources.variable(own + "ENDPOINT").map(Given::url);
    Optional<URI> variable =
        sources.variable(PREFIX + "ENDPOINT").map(given -> withPath(given.url(), signal, protocol));
    return ownSetting.or(() -> setting).or(() -> ownVariable).or(() -> variable);
  }

  private static URI withPath(URI base, Signal signal, Protocol protocol) {
    if (protocol == Protocol.GRPC) {
      return base;
    }
    String path = base.getRawPath();
    String query = base.getRawQuery();
    return URI.create(
        authority(base)
            + path
            + (path.endsWith("/") ? "v1/" : "/v1/")
            + signal.lowerCase()
            + (query == null ? "" : "?" + query));
  }

  private static String authority(URI url) {
    return url.getScheme() + "://" + url.getRawAuthority();
  }

  /** Returns the endpoint as a log may show it: its query may hold a token. */
  String address() {
    return authority(endpoint) + endpoint.getRawPath();
  }

  private static Protocol protocol(Given given) {
    return switch (given.value()) {
      case "grpc" -> Protocol.GRPC;
      case "http/protobuf" -> Protocol.HTTP;
      default -> throw given.wrong("grpc or http/protobuf is needed");
    };
  }

  private static boolean isGzip(Given given) {
    return switch (given.value()) {
      case "gzip" -> true;
      case "none" -> false;
      default -> throw given.wrong("gzip or none is needed");
    };
  }

  /** The standard lets what is set for a signal replace what is set for all. */
  private static Map<String, String> headers(Sources sources, String own) {
    Map<String, String> headers = new TreeMap<>();
    sources
        .either("headers", own + "HEADERS", PREFIX + "HEADERS")
        .map(Given::headers)
        .orElse(Map.of())
        .forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    return headers;
  }

  private static Optional<Identity> identity(Sources sources, String own) {
    Optional<Given> key = sources.either("client-key", own + "CLIENT_KEY", PREFIX + "CLIENT_KEY");
    Optional<Given> certificate =
        sources.either(
            "client-certificate", own + "CLIENT_CERTIFICATE", PREFIX + "CLIENT_CERTIFICATE");
    if (key.isPresent() != certificate.isPresent()) {
      Given lonely = key.or(() -> certificate).orElseThrow();
      throw lonely.wrongSecret(
          "stands alone: a client's key and its certificate are needed together");
    }
    return key.flatMap(
        k -> certificate.map(c -> new Identity(Pem.read(k), Pem.read(c))));
  }

  /** Leaves out what may be secret. */
  @Override
  public String toString() {
    return "OtlpTarget[" + address() + " by " + protocol + ", headers " + headers.keySet() + "]";
  }
}
