package io.vdb.server.lifecycle;

import io.vdb.observability.spi.Registration;
import io.vdb.server.BuildInfo;
import io.vdb.server.metrics.ServerInfoMetrics;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what runs and with which settings: once in the log, always in the metrics. */
public final class InfoComponent implements Component {

  private static final Logger log = LoggerFactory.getLogger(InfoComponent.class);

  private final BuildInfo build;
  private final Map<String, String> settings;
  private final ObservabilityComponent observability;
  private @Nullable Registration exported;

  /** Information about this build and these settings, none of which is a secret. */
  public InfoComponent(
      BuildInfo build, Map<String, String> settings, ObservabilityComponent observability) {
    this.build = build;
    this.settings = settings;
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
