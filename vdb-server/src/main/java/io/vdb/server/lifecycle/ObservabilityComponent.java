package io.vdb.server.lifecycle;

import io.vdb.observability.spi.BackendConfig;
import io.vdb.observability.spi.BackendException;
import io.vdb.observability.spi.Backends;
import io.vdb.observability.spi.Observability;
import io.vdb.server.StartupException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The observability backends that the configuration names. */
public final class ObservabilityComponent implements Component {

  private final List<String> backends;
  private final BackendConfig config;
  private final PluginFolder plugins;
  private volatile @Nullable Observability running;

  /** Backends that are started when this is started. */
  public ObservabilityComponent(List<String> backends, BackendConfig config, PluginFolder plugins) {
    this.backends = List.copyOf(backends);
    this.config = config;
    this.plugins = plugins;
  }

  /** Returns the running backends behind one face. */
  public Observability observability() {
    Observability observability = running;
    if (observability == null) {
      throw new IllegalStateException("observability is not started");
    }
    return observability;
  }

  @Override
  public String name() {
    return "observability";
  }

  @Override
  public void start() {
    try {
      running = Backends.start(backends, config, plugins.loader());
    } catch (BackendException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void stop() {
    Observability observability = observability();
    running = null;
    observability.close();
  }
}
