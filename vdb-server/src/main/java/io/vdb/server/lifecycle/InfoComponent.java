package io.vdb.server.lifecycle;

import io.vdb.observability.spi.Registration;
import io.vdb.server.BuildInfo;
import io.vdb.server.config.ServerConfig;
import io.vdb.server.metrics.ServerInfoMetrics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what runs and with which settings: once in the log, always in the metrics. */
public final class InfoComponent implements Component {

  private static final Logger log = LoggerFactory.getLogger(InfoComponent.class);

  private final BuildInfo build;
  private final ServerConfig config;
  private final ObservabilityComponent observability;
  private @Nullable Registration exported;

  /** Information about this build and its settings, of which it shows none that is a secret. */
  public InfoComponent(
      BuildInfo build, ServerConfig config, ObservabilityComponent observability) {
    this.build = build;
    this.config = config;
    this.observability = observability;
  }

  @Override
  public String name() {
    return "info";
  }

  @Override
  public void start() {
    exported = ServerInfoMetrics.export(observability.observability().meter(), build);
    log.atInfo()
        .addKeyValue("settings", config.effective())
        .log(
            "starting version {}, commit {}, on Java {}",
            build.version(),
            build.commit(),
            Runtime.version());
    warnOfOpenDoors();
    if (!config.ignoredVariables().isEmpty()) {
      log.debug(
          "taken for variables of a Kubernetes service, not settings: {}",
          config.ignoredVariables());
    }
    if (!config.unusedSettings().isEmpty()) {
      log.warn(
          "these settings are not used, as their backends are not among vdb.observability.backends"
              + " {}: {}",
          config.observability().backends(),
          String.join(", ", config.unusedSettings()));
    }
  }

  private void warnOfOpenDoors() {
    if (!config.listen().loopbackOnly() && !config.security().guardsApi()) {
      log.warn(
          "other machines may reach {}, and whoever does can read, change and delete everything: set"
              + " vdb.security.api-key",
          config.listen().host());
    }
    if (!config.listen().loopbackOnly() && config.security().guardsApi() && !config.tls().isOn()) {
      log.warn(
          "other machines may reach {} without TLS, and keys can be read on their way: set"
              + " vdb.tls.cert-file and vdb.tls.key-file",
          config.listen().host());
    }
    if (!config.security().shortKeys().isEmpty()) {
      log.warn(
          "these keys have fewer than 16 characters and may be guessed: {}",
          String.join(", ", config.security().shortKeys()));
    }
  }

  @Override
  public void stop() {
    Registration registration = exported;
    exported = null;
    if (registration != null) {
      registration.close();
    }
  }
}
