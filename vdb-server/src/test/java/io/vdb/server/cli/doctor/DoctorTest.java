package io.vdb.server.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.vdb.server.cli.doctor.Observation.Level;
import io.vdb.server.cli.remote.ServerAccess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DoctorTest {

  private static final String HEALTHY = "{\"status\":\"healthy\"}";
  private static final String METRICS =
      """
      # HELP process_open_fds Open file handles.
      process_open_fds 100.0
      process_max_fds 100000.0
      jvm_memory_bytes_max{area="heap",} 1.0E9
      jvm_memory_bytes_max{area="nonheap",} -1.0
      vdb_query_duration_seconds_bucket{operation="nearest",stage="total",le="0.25"} 90.0
      vdb_query_duration_seconds_bucket{operation="nearest",stage="total",le="1.0"} 100.0
      vdb_query_duration_seconds_bucket{operation="nearest",stage="total",le="+Inf"} 100.0
      """;

  @TempDir private Path root;
  private final Map<String, String> answers = new HashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  @SuppressWarnings("NullAway.Init") // before each test
  private HttpServer server;

  @BeforeEach
  void machine() throws IOException {
    write("proc/sys/vm/max_map_count", "1048576\n");
    write("proc/swaps", "Filename Type Size Used Priority\n");
    write("proc/sys/vm/swappiness", "60\n");
    write("sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
    write("proc/meminfo", "MemTotal: 8000000 kB\nMemFree: 1 kB\nMemAvailable: 4000000 kB\n");
    mounted("ext4");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(String.valueOf(exchange.getRequestURI().getQuery()).replace('+', ' '));
          String path = exchange.getRequestURI().getPath();
          byte[] body = answers.getOrDefault(path, "").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answers.containsKey(path) ? 200 : 404, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    health(HEALTHY, Instant.now());
    answers.put("/metrics", METRICS);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void write(String file, String content) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }

  private void mounted(String type) throws IOException {
    write(
        "proc/self/mountinfo",
        "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 8:2 / " + root.toRealPath()
            + " rw,noatime shared:1 - " + type + " /dev/sdb1 rw\n");
  }

  private void health(String log, Instant time) {
    answers.put(
        "/health/detailed",
        "{\"status\":\"healthy\",\"timestamp\":\"" + time + "\",\"checks\":{\"log\":" + log + "}}");
  }

  private URI base() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private Map<String, Observation> look(@Nullable URI prometheus) throws Exception {
    Map<String, Observation> seen = new HashMap<>();
    new Doctor(
            new Doctor.Order(
                base(),
                ServerAccess.OPEN,
                server.getAddress().getPort(),
                root,
                prometheus,
                Duration.ZERO),
            new Host(root))
        .look()
        .forEach(one -> seen.put(one.check(), one));
    return seen;
  }

  private void sees(String check, Level level, String advised) throws Exception {
    Observation seen = Objects.requireNonNull(look(null).get(check), check);
    assertThat(seen.level()).as(seen.toString()).isEqualTo(level);
    assertThat(String.valueOf(seen.advice())).contains(advised);
  }

  @Test
  void hasNothingToSayOfAMachineThatIsSetUpWell() throws Exception {
    Map<String, Observation> seen = look(null);
    assertThat(seen.keySet())
        .contains(
            "server", "health.log", "clock", "grpc", "file_handles", "mmap_count", "swap",
            "huge_pages", "data", "disk", "heap", "java_options", "cpu", "memory", "query_p95");
    assertThat(seen.values())
        .filteredOn(one -> one.level() == Level.ADVICE)
        .isEmpty();
    assertThat(seen.values())
        .filteredOn(one -> one.level() == Level.PROBLEM && !one.check().equals("disk"))
        .extracting(Observation::check)
        .containsExactly("query_p95");
  }

  @Test
  void saysWhatToChangeOnTheMachineAndWhy() throws Exception {
    write("proc/sys/vm/max_map_count", "65530");
    sees("mmap_count", Level.ADVICE, "vm.max_map_count=262144");
    write("proc/swaps", "Filename Type Size Used Priority\n/swap file 1 0 -2\n");
    sees("swap", Level.ADVICE, "vm.swappiness=1");
    write("proc/sys/vm/swappiness", "1");
    sees("swap", Level.OK, "");
    write("sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never");
    sees("huge_pages", Level.ADVICE, "madvise");
    write("proc/meminfo", "MemTotal: 1000000 kB\nMemAvailable: 100000 kB\n");
    sees("heap", Level.ADVICE, "VDB_JAVA_OPTS");
    sees("memory", Level.PROBLEM, "add memory");
    write("LOCK", "77");
    write("proc/77/cmdline", "java\0-cp\0lib/*\0io.vdb.server.cli.Main\0serve\0");
    write(root.toString().substring(1) + "/LOCK", "77");
    sees("java_options", Level.ADVICE, "jdk.incubator.vector");
    write("proc/77/cmdline", "java\0--add-modules=jdk.incubator.vector\0-Xint\0");
    sees("java_options", Level.PROBLEM, "-Xint");
    answers.put("/metrics", METRICS.replace("100000.0", "120.0"));
    sees("file_handles", Level.PROBLEM, "LimitNOFILE");
    answers.put("/metrics", METRICS.replace("100000.0", "1024.0"));
    sees("file_handles", Level.ADVICE, "LimitNOFILE");
  }

  @Test
  void warnsOfDataThatDoesNotStay() throws Exception {
    mounted("tmpfs");
    sees("data", Level.PROBLEM, "disk");
    mounted("overlay");
    sees("data", Level.PROBLEM, "volume");
    mounted("nfs4");
    sees("data", Level.ADVICE, "local disk");
    mounted("xfs");
    sees("data", Level.OK, "");
  }

  @Test
  void passesOnWhatTheServerSaysOfItself() throws Exception {
    health("{\"status\":\"degraded\",\"reason\":\"no more writes\"}", Instant.now());
    Observation log = Objects.requireNonNull(look(null).get("health.log"));
    assertThat(log.level()).isEqualTo(Level.PROBLEM);
    assertThat(log.found()).contains("no more writes");
    health(HEALTHY, Instant.now().minusSeconds(3_600));
    sees("clock", Level.ADVICE, "NTP");
    answers.remove("/health/detailed");
    sees("server", Level.PROBLEM, "--url");
  }

  @Test
  void looksAtTheMachineThoughNothingAnswers() throws Exception {
    server.stop(0);
    try (ServerSocket _ = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      write("proc/sys/vm/max_map_count", "65530");
      Map<String, Observation> seen = look(null);
      Observation absent = Objects.requireNonNull(seen.get("server"));
      assertThat(absent.level()).isEqualTo(Level.PROBLEM);
      assertThat(absent.advice()).contains("vdb serve");
      sees("mmap_count", Level.ADVICE, "vm.max_map_count");
      sees("file_handles", Level.SKIPPED, "");
    }
  }

  @Test
  void comparesWhatPrometheusTellsWithThresholds() throws Exception {
    answers.put("/api/v1/query", result("\"0.91\""));
    Map<String, Observation> seen = look(base());
    for (String check : List.of("cpu", "memory", "query_p95")) {
      assertThat(seen.get(check)).extracting(Observation::level).isEqualTo(Level.PROBLEM);
    }
    assertThat(asked)
        .anyMatch(query -> query.contains("sum by (le) (rate(vdb_query_duration_seconds_bucket"));
    answers.put("/api/v1/query", result("\"0.3\""));
    assertThat(look(base()).get("cpu")).extracting(Observation::level).isEqualTo(Level.OK);
  }

  @Test
  void takesNoNumberForNoFigure() throws Exception {
    for (String nothing : List.of(result("\"NaN\""), result("\"+Inf\""), "{\"status\":\"success\"}")) {
      answers.put("/api/v1/query", nothing);
      assertThat(look(base()).get("query_p95"))
          .extracting(Observation::level)
          .isEqualTo(Level.SKIPPED);
    }
    answers.remove("/api/v1/query");
    assertThat(look(base()).get("prometheus"))
        .extracting(Observation::level)
        .isEqualTo(Level.PROBLEM);
  }

  private static String result(String value) {
    return "{\"status\":\"success\",\"data\":{\"result\":[{\"value\":[1, " + value + "]}]}}";
  }

  @Test
  void estimatesAQuantileOfWhatCameBetweenTwoScrapes() {
    Scrape before = new Scrape(METRICS);
    Scrape after =
        new Scrape(METRICS.replace("} 90.0", "} 290.0").replace("} 100.0", "} 300.0"));
    String name = "vdb_query_duration_seconds";
    assertThat(before.quantile(0.95, name, "stage", "total", Scrape.EMPTY))
        .hasValue(0.25 + 0.75 * 0.5);
    assertThat(after.quantile(0.95, name, "stage", "total", before)).hasValue(0.2375);
    assertThat(after.quantile(0.95, name, "stage", "total", after)).isEmpty();
    assertThat(after.quantile(0.95, name, "stage", "none", before)).isEmpty();
  }
}
