package io.vdb.it.mnist;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.Json;
import io.vdb.it.server.OutsideTools;
import io.vdb.it.server.ProgramRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Loads a part of MNIST by {@code vdb demo} and searches it with test images, with default settings.
 *
 * <p>The bounds are those for the whole set: recall@10 of at least 0.98 while the median search of
 * the green collection compares the query with at most 3,000 vectors, which is 5 % of its 60,000.
 */
@Order(1)
final class MnistIT {

  private static final int ROWS = 12_000;
  private static final long MOST_COMPARED = 3_000;
  private static final double LEAST_RECALL = 0.98;

  @Test
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void findsTheNeighboursAndLooksAtFewVectors() throws Exception {
    Path folder = folder();
    int rows = Integer.getInteger("vdb.it.mnist.rows", ROWS);
    Path report = Distribution.freshFolder("mnist").resolve("report.json");
    ProgramRun run =
        ProgramRun.of(
            Duration.ofMinutes(15),
            Map.of(),
            List.of(
                "demo",
                "--data", folder.resolve("train-images-idx3-ubyte.gz").toString(),
                "--queries", folder.resolve("t10k-images-idx3-ubyte.gz").toString(),
                "--rows", Integer.toString(rows),
                "--rest-port", "0",
                "--grpc-port", "0",
                "--once",
                "--report", report.toString()));
    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(String.join("\n", run.out())).contains("recall@10");

    JsonNode figures = Json.parse(Files.readAllBytes(report));
    System.out.println("MNIST, " + rows + " rows: " + figures);
    assertThat(figures.path("rows").asInt()).isEqualTo(rows);
    assertThat(figures.path("dimension").asInt()).isEqualTo(784);
    assertThat(figures.path("distance").asText()).isEqualTo("Euclid");
    assertThat(figures.path("queries").asInt()).isEqualTo(1_000);
    assertThat(figures.at("/recall/value").asDouble()).isGreaterThanOrEqualTo(LEAST_RECALL);
    assertThat(figures.at("/median_cost/distance_computations").asLong())
        .isBetween(10L, MOST_COMPARED);
  }

  private static Path folder() {
    String data = System.getenv("VDB_TEST_DATA");
    if (data == null) {
      OutsideTools.skip("VDB_TEST_DATA does not name the folder that holds mnist/");
    }
    Path folder = Path.of(String.valueOf(data)).resolve("mnist");
    if (!Files.isDirectory(folder)) {
      OutsideTools.skip(folder + " is not there");
    }
    return folder;
  }
}
