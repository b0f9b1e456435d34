package io.vdb.server.tls;

import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.TlsProvider;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerTlsConfig;
import io.netty.handler.ssl.ClientAuth;
import io.vdb.observability.spi.Registration;
import io.vdb.server.StartupException;
import io.vdb.server.config.TlsConfig;
import io.vdb.server.lifecycle.Component;
import io.vdb.server.lifecycle.ObservabilityComponent;
import io.vdb.server.metrics.ServerMetrics;
import io.vdb.server.tls.CertificateFiles.Content;
import io.vdb.server.tls.CertificateFiles.Loaded;
import io.vdb.server.tls.CertificateFiles.UnusableException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate of both ports, or that there is none. New connections get the one that the files
 * hold; connections that are there keep theirs. Files that are wrong when they change are told in the
 * log, and what was there before stays.
 */
public final class ServerCertificate implements Component {

  private static final Logger log = LoggerFactory.getLogger(ServerCertificate.class);

  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
  private static final double MILLIS_PER_SECOND = 1e3;

  private final Optional<CertificateFiles> files;
  private final boolean asksClients;
  private final Duration interval;
  private final ObservabilityComponent observability;
  private volatile @Nullable Loaded loaded;
  private @Nullable Content seen;
  private @Nullable String lastProblem;
  private @Nullable ScheduledExecutorService poll;
  private @Nullable Registration expiry;

  /** The certificate that a configuration names. */
  public ServerCertificate(TlsConfig config, ObservabilityComponent observability) {
    this.files =
        config.isOn()
            ? Optional.of(
                new CertificateFiles(
                    config.certificate().orElseThrow(),
                    config.key().orElseThrow(),
                    config.clientAuthorities()))
            : Optional.empty();
    this.asksClients = config.clientAuthorities().isPresent();
    this.interval = config.reloadInterval();
    this.observability = observability;
  }

  @Override
  public String name() {
    return "certificate";
  }

  @Override
  public void start() {
    if (files.isEmpty()) {
      return;
    }
    try {
      Content content = files.get().read();
      loaded = files.get().load(content);
      seen = content;
    } catch (UnusableException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    }
    tell("speaking TLS");
    expiry =
        observability
            .observability()
            .meter()
            .gauge(ServerMetrics.CERTIFICATE_EXPIRY, () -> expirySeconds(current()));
    ScheduledExecutorService polling =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("vdb-certificate").factory());
    var _ =
        polling.scheduleWithFixedDelay(
            this::reload, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    poll = polling;
  }

  @Override
  public void stop() {
    if (poll != null) {
      poll.shutdownNow();
      poll = null;
    }
    if (expiry != null) {
      expiry.close();
      expiry = null;
    }
  }

  /** Tells whether the ports speak TLS. */
  public boolean isOn() {
    return files.isPresent();
  }

  /** Has a server listen on an address, with this certificate if there is one. */
  public ServerBuilder listen(ServerBuilder builder, InetSocketAddress address) {
    if (files.isEmpty()) {
      return builder.http(address);
    }
    ServerTlsConfig config =
        ServerTlsConfig.builder()
            .clientAuth(asksClients ? ClientAuth.REQUIRE : ClientAuth.NONE)
            .tlsCustomizer(tls -> tls.protocols(PROTOCOLS))
            .build();
    return builder.https(address).tlsProvider(new Current(), config);
  }

  private void reload() {
    try {
      CertificateFiles known = files.orElseThrow();
      Content content = known.read();
      if (seen != null && content.isSameAs(seen)) {
        return;
      }
      seen = content;
      loaded = known.load(content);
      lastProblem = null;
      tell("took over a new certificate");
    } catch (UnusableException e) {
      String problem = String.valueOf(e.getMessage());
      if (!problem.equals(lastProblem)) {
        lastProblem = problem;
        log.warn("keeping the certificate that there is: {}", problem);
      }
    } catch (RuntimeException | Error e) { // or the files would never be looked at again
      log.error("could not look at the files of the certificate", e);
    }
  }

  private void tell(String what) {
    X509Certificate own = current().own();
    log.atInfo()
        .addKeyValue("subject", own.getSubjectX500Principal().getName())
        .addKeyValue("expires", own.getNotAfter().toInstant().toString())
        .addKeyValue("client_certificates", asksClients)
        .log(what);
    if (own.getNotAfter().toInstant().isBefore(Instant.now())) {
      log.warn("the certificate has expired, and clients will refuse it");
    }
  }

  private Loaded current() {
    Loaded now = loaded;
    if (now == null) {
      throw new IllegalStateException("no certificate was loaded");
    }
    return now;
  }

  private static double expirySeconds(Loaded certificate) {
    return certificate.own().getNotAfter().toInstant().toEpochMilli() / MILLIS_PER_SECOND;
  }

  /** Asked for each new connection. */
  private final class Current implements TlsProvider {

    @Override
    public TlsKeyPair keyPair(String hostname) {
      return current().pair();
    }

    @Override
    public List<X509Certificate> trustedCertificates(String hostname) {
      return current().authorities();
    }
  }
}
