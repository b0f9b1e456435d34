package io.vdb.it.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.Json;
import io.vdb.it.server.Seeds;
import io.vdb.it.server.Servers;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Whatever is sent, the answer is a success or says what is wrong with the request, and what was
 * refused changed nothing.
 */
final class MutatedRequestsIT {

  private static final int ROUND = 20;
  private static final int FEWEST = 2_000;
  private static final int ROUNDS_BETWEEN_REFILLS = 6;

  @RegisterExtension final Servers servers = Servers.forTest();

  private final Map<Integer, Integer> statuses = new TreeMap<>();

  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void areAnsweredAndChangeNothingWhenRefused() throws Exception {
    int most = Integer.getInteger("vdb.it.fuzz.requests", 3_000);
    Duration longest = Duration.ofSeconds(Long.getLong("vdb.it.fuzz.seconds", 20));
    Random random = Seeds.random("vdb.it.fuzz.seed");
    Mutator mutator = new Mutator(random);
    List<Request> reads = Templates.ALL.stream().filter(Request::reads).toList();
    List<Request> writes = Templates.ALL.stream().filter(request -> !request.reads()).toList();
    long deadline = System.nanoTime() + longest.toNanos();
    int sent = 0;
    try (Target target =
        new Target(servers.start(Distribution.freshFolder("fuzz-data")).rest())) {
      checkTemplates(target);
      for (int round = 0; sent < most && (sent < FEWEST || System.nanoTime() < deadline); round++) {
        if (round % ROUNDS_BETWEEN_REFILLS == 0) {
          target.fill();
        }
        List<Request> templates = round % 2 == 0 ? reads : writes;
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < ROUND; i++) {
          requests.add(mutator.mutate(templates.get(random.nextInt(templates.size()))));
        }
        run(target, requests);
        sent += ROUND;
      }
      target.fill();
      checkTemplates(target);
    }
    System.out.println(sent + " mutated requests, answered by status: " + statuses);
    assertThat(sent).as("requests sent").isGreaterThanOrEqualTo(Math.min(most, FEWEST));
  }

  /** The templates must work, or mutating them would try nothing. */
  private static void checkTemplates(Target target) throws Exception {
    for (Request template : Templates.ALL) {
      target.fill();
      HttpResponse<byte[]> answer = target.send(template);
      assertThat(answer.statusCode())
          .as("%s: %s", template, new String(answer.body(), StandardCharsets.UTF_8))
          .isEqualTo(200);
    }
  }

  /** Reading requests are checked together, writing ones each by itself. */
  private void run(Target target, List<Request> requests) throws Exception {
    Map<String, String> before = target.content();
    Map<String, String> settings = target.settings();
    List<Request> unchecked = new ArrayList<>();
    for (Request request : requests) {
      if (!request.reads()) {
        assertUnchanged(target, before, unchecked);
        unchecked.clear();
      }
      unchecked.add(request);
      boolean refused = isRefused(target, request);
      if ((!refused || mayEndInTheMiddle(request)) && !request.reads()) {
        before = target.content();
        settings = target.settings();
        unchecked.clear();
      }
    }
    assertUnchanged(target, before, unchecked);
    assertThat(target.settings()).as("settings, after %s", requests).isEqualTo(settings);
  }

  /** What a batch did before the operation that was refused stays. */
  private static boolean mayEndInTheMiddle(Request request) {
    return request.path().contains("/points/batch");
  }

  private boolean isRefused(Target target, Request request) throws Exception {
    HttpResponse<byte[]> answer;
    try {
      answer = target.send(request);
    } catch (IOException e) {
      throw new AssertionError("no answer to " + request, e);
    }
    int status = answer.statusCode();
    statuses.merge(status, 1, Integer::sum);
    String described = status + " for " + request;
    assertThat(status / 100).as(described).isIn(2, 4);
    if (status / 100 == 4 && !request.method().equals("HEAD")) {
      JsonNode body = Json.parse(answer.body());
      assertThat(body.path("status").path("error").isTextual()).as(described).isTrue();
      return true;
    }
    return status / 100 == 4;
  }

  private static void assertUnchanged(
      Target target, Map<String, String> before, List<Request> requests) throws Exception {
    if (!requests.isEmpty()) {
      assertThat(target.content()).as("what is stored, after %s", requests).isEqualTo(before);
    }
  }
}
