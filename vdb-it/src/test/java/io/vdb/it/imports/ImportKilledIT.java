package io.vdb.it.imports;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.ProgramRun;
import io.vdb.it.server.RestClient;
import io.vdb.it.server.Seeds;
import io.vdb.it.server.ServerProcess;
import io.vdb.it.server.Servers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An import that is killed three times and then run to its end. */
@Order(1)
final class ImportKilledIT {

  private static final int ROWS = 10_000;

  /** Imports are killed within the first of the rows, so that none ends before it can be killed. */
  private static final int ROWS_OF_KILLS = 3_000;

  private static final int DIMENSION = 48;
  private static final int KILLS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @RegisterExtension static final Servers SERVERS = Servers.forClass().computing();

  private static ServerProcess server;

  private final Random random = Seeds.random("vdb.it.import.seed");

  @BeforeAll
  static void start() throws Exception {
    server = SERVERS.start(Distribution.freshFolder("import-data"));
  }

  @Test
  void endsWithExactlyTheRowsOfAnIdxFile() throws Exception {
    float[][] rows = VectorFile.byteRows(ROWS, DIMENSION, random);
    Path file = Distribution.freshFolder("import-idx").resolve("rows-idx2-ubyte.gz");
    VectorFile.writeIdx(file, rows);
    importWithKills("from-idx", file, rows);
  }

  @Test
  void endsWithExactlyTheRowsOfAnNpyFile() throws Exception {
    float[][] rows = VectorFile.floatRows(ROWS, DIMENSION, random);
    Path file = Distribution.freshFolder("import-npy").resolve("rows.npy");
    VectorFile.writeNpy(file, rows);
    importWithKills("from-npy", file, rows);
  }

  private void importWithKills(String collection, Path file, float[][] rows) throws Exception {
    try (RestClient client = server.client()) {
      for (int kill = 0; kill < KILLS; kill++) {
        int share = ROWS_OF_KILLS / KILLS;
        killAt(client, collection, file, kill * share + 1 + random.nextInt(share / 2));
      }
      assertThat(count(client, collection)).isLessThan(ROWS);
      ProgramRun run = ProgramRun.of(PATIENCE, Map.of(), arguments(collection, file, 256));
      assertThat(run.exitCode()).as(run.toString()).isZero();
      assertExactly(client, collection, rows);
    }
  }

  /** Runs an import with small batches and kills it once so many points are there. */
  private static void killAt(RestClient client, String collection, Path file, int points)
      throws Exception {
    Process process =
        Distribution.program(arguments(collection, file, 10), Map.of())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      while (process.isAlive() && count(client, collection) < points) {
        Thread.onSpinWait();
      }
      assertThat(process.isAlive()).as("the import runs while it is killed").isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static List<String> arguments(String collection, Path file, int batch) {
    return List.of(
        "import", "--url", server.rest().toString(), "--collection", collection, "--distance",
        "Euclid", "--batch", Integer.toString(batch), "--parallel", "2", file.toString());
  }

  private static int count(RestClient client, String collection) throws Exception {
    return client
        .post("/collections/" + collection + "/points/count", "{}")
        .json()
        .path("result")
        .path("count")
        .asInt();
  }

  private static void assertExactly(RestClient client, String collection, float[][] rows)
      throws Exception {
    List<Integer> wrong = new ArrayList<>();
    int next = 0;
    String offset = "null";
    do {
      JsonNode page =
          client
              .post(
                  "/collections/" + collection + "/points/scroll",
                  "{'limit': 1000, 'with_vector': true, 'offset': " + offset + "}")
              .result();
      for (JsonNode point : page.path("points")) {
        assertThat(point.path("id").asInt()).isEqualTo(next);
        if (!matches(point.path("vector"), rows[next])) {
          wrong.add(next);
        }
        next++;
      }
      offset = page.path("next_page_offset").toString();
    } while (!offset.equals("null"));
    assertThat(next).isEqualTo(rows.length);
    assertThat(wrong).as("rows whose vectors differ").isEmpty();
  }

  private static boolean matches(JsonNode vector, float[] row) {
    for (int i = 0; i < row.length; i++) {
      if (vector.path(i).floatValue() != row[i]) {
        return false;
      }
    }
    return vector.size() == row.length;
  }
}
