package io.vdb.server.lifecycle;

import io.vdb.observability.spi.Registration;
import io.vdb.server.BuildInfo;
import io.vdb.server.metrics.ServerInfoMetrics;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what runs and with which settings: once in the log, always in the metrics. */
public final class InfoComponent implements Component {

  private static final Logger log = LoggerFactory.getLogger(InfoComponent.class);

  private final BuildInfo build;
  private final Map<String, String> settings;
  private final List<String> ignoredVariables;
  private final ObservabilityComponent observability;
  private @Nullable Registration exported;

  /** Information about this build and these settings, none of which is a secret. */
  public InfoComponent(
      BuildInfo build,
      Map<String, String> settings,
      List<String> ignoredVariables,
      ObservabilityComponent observability) {
    this.build = build;
    this.settings = settings;
    this.ignoredVariables = ignoredVariables;
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
        .addKeyValue("settings", settings)
        .log(
            "starting version {}, commit {}, on Java {}",
            build.version(),
            build.commit(),
            Runtime.version());
    if (!ignoredVariables.isEmpty()) {
      log.debug("taken for variables of a Kubernetes service, not settings: {}", ignoredVariables);
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
