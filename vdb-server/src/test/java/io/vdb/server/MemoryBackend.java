package io.vdb.server;

import io.vdb.observability.spi.BackendConfig;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.ObservabilityProvider;
import io.vdb.observability.tck.InMemoryObservability;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The backend {@code memory}, which a test reads. Its setting {@code name} tells one server's from
 * another's.
 */
public final class MemoryBackend implements ObservabilityProvider {

  private static final Map<String, InMemoryObservability> STARTED = new ConcurrentHashMap<>();

  /** For {@link java.util.ServiceLoader}. */
  public MemoryBackend() {}

  /** Returns what the server with this setting records to. */
  public static InMemoryObservability of(String name) {
    InMemoryObservability started = STARTED.get(name);
    if (started == null) {
      throw new IllegalStateException("no backend of this name was started: " + name);
    }
    return started;
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public int spiVersion() {
    return SPI_VERSION;
  }

  @Override
  public Observability start(BackendConfig config) {
    InMemoryObservability started = new InMemoryObservability();
    STARTED.put(config.properties().getOrDefault("name", ""), started);
    return started;
  }
}
