package io.vdb.observability.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricCatalogTest {

  @TempDir Path folder;

  @Test
  void isFoundOfEveryModuleInTheOrderOfNames() throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(
        services.resolve(MetricCatalog.class.getName()),
        Store.class.getName() + "\n" + Fronts.class.getName() + "\n");

    List<MetricCatalog> catalogs;
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {folder.toUri().toURL()}, MetricCatalogTest.class.getClassLoader())) {
      catalogs = MetricCatalog.load(loader);
    }

    assertThat(catalogs.stream().map(MetricCatalog::module)).containsExactly("fronts", "store");
    assertThat(catalogs.getLast().metrics()).containsExactly(Store.SIZE, Store.FREE);
  }

  @Test
  void isEmptyWhereNoModuleHasOne() {
    assertThat(MetricCatalog.load(MetricCatalogTest.class.getClassLoader())).isEmpty();
  }

  /** Found by name. */
  public static final class Store implements MetricCatalog {
    static final MetricDefinition SIZE = MetricDefinition.gauge("vdb_size_bytes", "Size.");
    static final MetricDefinition FREE = MetricDefinition.gauge("vdb_free_bytes", "Free.");

    /** For ServiceLoader. */
    public Store() {}

    @Override
    public String module() {
      return "store";
    }

    @Override
    public List<MetricDefinition> metrics() {
      return List.of(SIZE, FREE);
    }
  }

  /** Found by name. */
  public static final class Fronts implements MetricCatalog {
    /** For ServiceLoader. */
    public Fronts() {}

    @Override
    public String module() {
      return "fronts";
    }

    @Override
    public List<MetricDefinition> metrics() {
      return List.of(MetricDefinition.counter("vdb_calls_total", "Calls."));
    }
  }
}
