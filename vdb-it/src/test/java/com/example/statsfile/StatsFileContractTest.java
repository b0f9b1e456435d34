package com.example.statsfile;

import io.vdb.observability.spi.BackendConfig;
import io.vdb.observability.spi.Observability;
import io.vdb.observability.tck.MetricReadings;
import io.vdb.observability.tck.RecordingObservabilityTck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** The contract kit, on what the file says. */
class StatsFileContractTest extends RecordingObservabilityTck {

  private final Map<Observability, Path> files = new HashMap<>();

  @TempDir Path folder;

  @Override
  protected Observability start() {
    Path file = folder.resolve("stats-" + files.size());
    Map<String, String> settings = Map.of("path", file.toString(), "interval", "1h");
    Observability backend =
        new StatsFileProvider()
            .start(new BackendConfig("vdb", "1.0", "test", settings, Map.of()));
    files.put(backend, file);
    return backend;
  }

  /** Reads the one block that the backend writes now. */
  @Override
  protected MetricReadings read(Observability backend) {
    Path file = files.get(backend);
    try {
      Files.writeString(file, ""); // what was written before is of no interest
      ((StatsFile) backend).write();
      return new StatsLines(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
