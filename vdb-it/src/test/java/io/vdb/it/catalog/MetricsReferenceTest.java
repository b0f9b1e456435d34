package io.vdb.it.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.vdb.observability.spi.MetricCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class MetricsReferenceTest {

  private static final String COMMAND =
      "mvn -pl vdb-it -am test -Dtest=MetricsReferenceTest -Dvdb.docs.write=true"
          + " -Dsurefire.failIfNoSpecifiedTests=false";

  private static final Path REFERENCE =
      Path.of(System.getProperty("basedir", "vdb-it"))
          .toAbsolutePath()
          .resolveSibling("docs")
          .resolve("METRICS_REFERENCE.md");

  @Test
  void everyModuleThatFeedsMetricsDeclaresThem() {
    assertThat(Catalogue.load().modules())
        .extracting(MetricCatalog::module)
        .contains(
            "vdb-core", "vdb-observability-otel", "vdb-observability-prometheus", "vdb-server")
        .doesNotHaveDuplicates();
  }

  @Test
  void theReferenceSaysWhatIsDeclared() throws IOException {
    String generated = MetricsReference.of(Catalogue.load());
    if (Boolean.getBoolean("vdb.docs.write")) {
      Files.writeString(REFERENCE, generated);
      System.out.println("written: " + REFERENCE);
    }
    String written = Files.exists(REFERENCE) ? Files.readString(REFERENCE) : "";
    int same = Arrays.mismatch(written.toCharArray(), generated.toCharArray());
    assertThat(same)
        .withFailMessage(
            () ->
                "docs/METRICS_REFERENCE.md is not what the modules declare, from here on:\n"
                    + generated.substring(same, Math.min(generated.length(), same + 200))
                    + "\nWrite it again with\n"
                    + COMMAND)
        .isNegative();
  }
}
