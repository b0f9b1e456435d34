package io.vdb.server;

import io.vdb.observability.spi.BackendConfig;
import io.vdb.observability.spi.Exposition;
import io.vdb.observability.spi.Meter;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.spi.ObservabilityProvider;
import java.io.OutputStream;
import java.util.Optional;
import java.util.Set;

/** The backend {@code broken}: a plugin without the library that it writes its text with. */
public final class BrokenBackend implements ObservabilityProvider {

  /** For {@link java.util.ServiceLoader}. */
  public BrokenBackend() {}

  @Override
  public String name() {
    return "broken";
  }

  @Override
  public int spiVersion() {
    return SPI_VERSION;
  }

  @Override
  public Observability start(BackendConfig config) {
    return new Observability() {
      @Override
      public Meter meter() {
        return Observability.noop().meter();
      }

      @Override
      public <T> Optional<T> capability(Class<T> type) {
        return type == Exposition.class ? Optional.of(type.cast(new Broken())) : Optional.empty();
      }

      @Override
      public void close() {
        // There is nothing to give back.
      }
    };
  }

  private static final class Broken implements Exposition {

    @Override
    public String contentType(String accept) {
      return "text/plain";
    }

    @Override
    public void write(String accept, Set<String> names, OutputStream out) {
      throw new NoClassDefFoundError("com/example/TextWriter");
    }
  }
}
