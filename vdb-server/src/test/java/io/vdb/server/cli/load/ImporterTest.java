package io.vdb.server.cli.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.vdb.core.model.Distance;
import io.vdb.server.cli.remote.RestException;
import io.vdb.server.cli.remote.ServerAccess;
import io.vdb.server.cli.source.MalformedSourceException;
import io.vdb.server.cli.source.RowSource;
import io.vdb.server.cli.source.RowSources;
import io.vdb.server.cli.source.VectorFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ImporterTest {

  private static final RetryPolicy QUICK =
      new RetryPolicy(Duration.ofSeconds(60), Duration.ofMillis(2), Duration.ofMillis(5));
  private static final RetryPolicy NEVER =
      new RetryPolicy(Duration.ZERO, Duration.ofMillis(2), Duration.ofMillis(5));

  @TempDir private Path folder = Path.of("");
  private FakeServer server;

  @SuppressWarnings("NullAway.Init") // set before each test
  ImporterTest() {}

  @BeforeEach
  void start() throws IOException {
    server = new FakeServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static ImportPlan plan(int batch, int parallel) {
    return new ImportPlan(
        "test", Distance.EUCLID, false, false, 0, Long.MAX_VALUE, batch, parallel);
  }

  private ImportResult run(Path file, ImportPlan plan, RetryPolicy retry)
      throws IOException, InterruptedException {
    try (RowSource source = RowSources.open(file);
        RestClient client = RestClient.open(server.uri(), retry, ServerAccess.OPEN)) {
      return new Importer(client, Progress.SILENT).run(source, plan);
    }
  }

  private JsonNode point(String id) {
    return server.points().getOrDefault(id, NullNode.getInstance());
  }

  private Path rows(int count) throws IOException {
    return VectorFiles.idxBytes(folder.resolve("rows"), count, 4);
  }

  private Path lines(String... lines) throws IOException {
    return Files.writeString(folder.resolve("lines"), String.join("\n", lines));
  }

  @Test
  void createsCollectionAndNumbersRows() throws Exception {
    ImportResult result = run(rows(10), plan(3, 2), QUICK);
    assertThat(server.vectors()).isEqualTo("{\"size\":4,\"distance\":\"Euclid\"}");
    assertThat(server.points()).hasSize(10);
    assertThat(point("9").path("vector").toString()).isEqualTo("[36,37,38,39]");
    assertThat(result.created()).isTrue();
    assertThat(result.rows()).isEqualTo(10);
    assertThat(result.pointsAfter()).isEqualTo(10);
    assertThat(result.countIsRight()).isTrue();
  }

  @Test
  void waitsOnlyForTheLastBatchAndSendsItLast() throws Exception {
    run(rows(10), plan(3, 2), QUICK);
    assertThat(server.upserts())
        .containsExactly("wait=false", "wait=false", "wait=false", "wait=true");
  }

  @Test
  void hasAsManyRequestsUnderWayAsAllowed() throws Exception {
    CyclicBarrier together = new CyclicBarrier(3);
    server.strike(
        (number, exchange) -> {
          if (number <= 3) {
            try {
              together.await(60, TimeUnit.SECONDS);
            } catch (Exception e) {
              throw new IOException("not three at once", e);
            }
          }
          return false;
        });
    run(rows(40), plan(4, 3), NEVER);
    assertThat(server.mostUnderWay()).isEqualTo(3);
  }

  @Test
  void addsOffsetAndStopsAtLimit() throws Exception {
    ImportPlan plan = new ImportPlan("test", Distance.DOT, false, false, 100, 3, 2, 1);
    run(rows(10), plan, QUICK);
    assertThat(server.points()).containsOnlyKeys("100", "101", "102");
  }

  @Test
  void keepsGivenIdsAndPayloads() throws Exception {
    run(
        lines(
            "{\"id\": 18446744073709551615, \"vector\": [0.1, -0.0], \"payload\": {\"a\": 1.50}}",
            "{\"vector\": [3.4028235e38, 1e-45]}"),
        plan(5, 1),
        QUICK);
    JsonNode first = point("18446744073709551615");
    assertThat(first.path("vector").toString()).isEqualTo("[0.1,-0.0]");
    assertThat(first.path("payload").toString()).isEqualTo("{\"a\":1.5}");
    assertThat(point("1").path("vector").path(0).floatValue())
        .isEqualTo(Float.MAX_VALUE);
    assertThat(point("1").path("vector").path(1).floatValue())
        .isEqualTo(Float.MIN_VALUE);
  }

  @Test
  void ranAgainEndsWithTheSameRows() throws Exception {
    run(rows(10), plan(3, 2), QUICK);
    ImportResult again = run(rows(10), plan(4, 2), QUICK);
    assertThat(again.created()).isFalse();
    assertThat(again.pointsBefore()).isEqualTo(10);
    assertThat(again.pointsAfter()).isEqualTo(10);
    assertThat(again.countIsRight()).isTrue();
  }

  @Test
  void recreateStartsFromNothing() throws Exception {
    server.create(7, "Cosine");
    server.points().put("999", NullNode.getInstance());
    run(rows(2), new ImportPlan("test", Distance.EUCLID, false, true, 0, 9, 2, 1), QUICK);
    assertThat(server.points()).containsOnlyKeys("0", "1");
    assertThat(server.vectors()).contains("\"size\":4");
  }

  @Test
  void refusesCollectionOfOtherDimension() throws Exception {
    server.create(7, "Euclid");
    assertThatThrownBy(() -> run(rows(2), plan(1, 1), QUICK))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("vectors of 7 components, the file has 4");
    assertThat(server.points()).isEmpty();
  }

  @Test
  void refusesCollectionOfOtherDistanceOnlyWhenDemanded() throws Exception {
    server.create(4, "Cosine");
    assertThat(run(rows(2), plan(1, 1), QUICK).distance()).isEqualTo("Cosine");
    ImportPlan demanding = new ImportPlan("test", Distance.EUCLID, true, false, 0, 9, 1, 1);
    assertThatThrownBy(() -> run(rows(2), demanding, QUICK))
        .hasMessageContaining("has distance Cosine, not Euclid");
  }

  @Test
  void seesThatPointsAreMissing() throws Exception {
    server.losePoints();
    assertThat(run(rows(10), plan(3, 2), QUICK).countIsRight()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void triesAgainWhenServerIsBusy(int status) throws Exception {
    server.strike(
        (number, exchange) -> {
          if (number % 2 == 1) {
            exchange.getResponseHeaders().add("Retry-After", "1");
            FakeServer.refuse(exchange, status, "busy");
            return true;
          }
          return false;
        });
    ImportResult result = run(rows(10), plan(3, 2), QUICK);
    assertThat(server.points()).hasSize(10);
    assertThat(result.retries()).isEqualTo(4);
  }

  @Test
  void triesAgainWhenConnectionBreaks() throws Exception {
    server.strike(
        (number, exchange) -> {
          if (number <= 2) {
            exchange.close();
            return true;
          }
          return false;
        });
    ImportResult result = run(rows(10), plan(3, 2), QUICK);
    assertThat(server.points()).hasSize(10);
    assertThat(result.retries()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void givesUpWhenServerStaysBusy() throws Exception {
    server.strike(
        (number, exchange) -> {
          FakeServer.refuse(exchange, 429, "queue is full");
          return true;
        });
    assertThatThrownBy(() -> run(rows(2), plan(5, 1), NEVER))
        .isInstanceOf(RestException.class)
        .hasMessageContaining("rows 0 to 1")
        .hasMessageContaining("429")
        .hasMessageContaining("queue is full");
  }

  @Test
  void stopsAtRefusalAndNamesTheRows() throws Exception {
    server.strike(
        (number, exchange) -> {
          if (number == 2) {
            FakeServer.refuse(exchange, 400, "Wrong input: Vector dimension error");
            return true;
          }
          return false;
        });
    assertThatThrownBy(() -> run(rows(100), plan(10, 1), QUICK))
        .isInstanceOf(RestException.class)
        .hasMessageContaining("rows 10 to 19")
        .hasMessageContaining("the server answered 400")
        .hasMessageContaining("Wrong input: Vector dimension error");
    assertThat(server.points().size()).isLessThan(40);
  }

  @Test
  void saysThatNothingAnswers() throws IOException {
    URI closed = URI.create("http://127.0.0.1:1");
    try (RestClient client = RestClient.open(closed, NEVER, ServerAccess.OPEN)) {
      assertThatThrownBy(() -> client.get("/"))
          .isInstanceOf(RestException.class)
          .hasMessageContaining("no answer from http://127.0.0.1:1")
          .hasMessageContaining("vdb serve");
    }
  }

  @Test
  void keepsRowsBeforeTheCutAndSaysHowMany() throws Exception {
    byte[] whole = Files.readAllBytes(rows(10));
    Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, whole.length - 6));
    assertThatThrownBy(() -> run(cut, plan(3, 2), QUICK))
        .isInstanceOf(MalformedSourceException.class)
        .hasMessageContaining("cut off in row 8")
        .hasMessageContaining("the 8 rows before are in collection \"test\"");
    assertThat(server.points()).hasSize(8);
    assertThat(server.upserts()).last().isEqualTo("wait=true");
  }

  @Test
  void refusesFileWithoutRowsAndCreatesNothing() throws Exception {
    Path empty = VectorFiles.idxBytes(folder.resolve("none"), 0, 4);
    assertThatThrownBy(() -> run(empty, plan(3, 2), QUICK)).hasMessageContaining("no rows");
    assertThat(server.vectors()).isNull();
  }

  @Test
  void bodiesOfLongVectorsStayBelowTheServersLimit() throws Exception {
    String[] lines = new String[20];
    Arrays.fill(lines, "[" + "0.12345678,".repeat(59_999) + "1]");
    run(lines(lines), plan(20, 2), QUICK);
    assertThat(server.points()).hasSize(20);
    assertThat(server.longestBody()).isBetween(8 << 20, 9 << 20);
  }
}
