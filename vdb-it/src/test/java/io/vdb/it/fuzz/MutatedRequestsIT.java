package io.vdb.it.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.Status;
import io.vdb.it.server.Distribution;
import io.vdb.it.server.Json;
import io.vdb.it.server.Seeds;
import io.vdb.it.server.ServerProcess;
import io.vdb.it.server.Servers;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Whatever is sent, the answer is a success or says what is wrong with the request, what was refused
 * changed nothing, and nothing of it stays in memory.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
@Order(1)
final class MutatedRequestsIT {

  private static final int FEWEST_REQUESTS = 1_000;
  private static final int FEWEST_CALLS = 500;
  private static final int SHOWN = 2_000;

  /** How a call may end besides well. */
  private static final Set<Status.Code> REFUSALS =
      Set.of(
          Status.Code.INVALID_ARGUMENT,
          Status.Code.NOT_FOUND,
          Status.Code.ALREADY_EXISTS,
          Status.Code.RESOURCE_EXHAUSTED);

  @RegisterExtension static final Servers SERVERS = Servers.forClass();

  private static ServerProcess server;
  private static Target target;

  @BeforeAll
  static void start() throws Exception {
    server = SERVERS.start(Distribution.freshFolder("fuzz-data"));
    target = new Target(server.rest());
  }

  @AfterAll
  static void close() {
    target.close();
  }

  @Test
  void areAnsweredAndChangeNothingWhenRefused() throws Exception {
    Map<Integer, Integer> statuses = new TreeMap<>();
    Random random = Seeds.random("vdb.it.fuzz.seed");
    Mutator mutator = new Mutator(random);
    int most = Integer.getInteger("vdb.it.fuzz.requests", 3_000);
    checkTemplates();
    int sent =
        new Rounds(server, target, random)
            .run(
                Templates.ALL.stream().filter(Request::reads).toList(),
                Templates.ALL.stream().filter(request -> !request.reads()).toList(),
                template -> attempt(mutator.mutate(template), statuses),
                FEWEST_REQUESTS,
                most,
                seconds(20));
    checkTemplates();
    System.out.println(sent + " mutated requests, answered by status: " + statuses);
    assertThat(sent).as("requests sent").isGreaterThanOrEqualTo(Math.min(most, FEWEST_REQUESTS));
  }

  @Test
  void areAnsweredAndChangeNothingWhenRefusedOverGrpc() throws Exception {
    Map<Status.Code, Integer> codes = new TreeMap<>();
    Random random = Seeds.random("vdb.it.fuzz.calls.seed");
    MessageMutator mutator = new MessageMutator(random);
    int most = Integer.getInteger("vdb.it.fuzz.calls", 3_000);
    int sent;
    try (Caller caller = new Caller(server.grpc())) {
      checkTemplates(caller);
      sent =
          new Rounds(server, target, random)
              .run(
                  CallTemplate.ALL.stream().filter(CallTemplate::reads).toList(),
                  CallTemplate.ALL.stream().filter(template -> !template.reads()).toList(),
                  template ->
                      attempt(
                          caller,
                          template,
                          mutator.mutate(template.message()),
                          random.nextInt(8) == 0,
                          codes),
                  FEWEST_CALLS,
                  most,
                  seconds(10));
      checkTemplates(caller);
    }
    System.out.println(sent + " mutated calls, answered by code: " + codes);
    assertThat(sent).as("calls made").isGreaterThanOrEqualTo(Math.min(most, FEWEST_CALLS));
  }

  private static Duration seconds(long absent) {
    return Duration.ofSeconds(Long.getLong("vdb.it.fuzz.seconds", absent));
  }

  /** The templates must work, or mutating them would try nothing. */
  private static void checkTemplates() throws Exception {
    for (Request template : Templates.ALL) {
      target.fill();
      HttpResponse<byte[]> answer = target.send(template);
      assertThat(answer.statusCode())
          .as("%s: %s", template, new String(answer.body(), StandardCharsets.UTF_8))
          .isEqualTo(200);
    }
  }

  private static void checkTemplates(Caller caller) throws Exception {
    for (CallTemplate template : CallTemplate.ALL) {
      if (!template.reads()) {
        target.fill();
      }
      Status status = caller.call(template.rpc().name(), template.message().toByteArray(), false);
      assertThat(status.getCode())
          .as("%s: %s; a method that is served needs a template", template.rpc().name(), status)
          .isEqualTo(template.answer());
    }
  }

  private static Attempt attempt(Request request, Map<Integer, Integer> statuses) {
    // What a batch did before the operation that was refused stays.
    return new Attempt(
        request,
        request.reads(),
        request.path().contains("/points/batch"),
        () -> isRefused(request, statuses));
  }

  private static boolean isRefused(Request request, Map<Integer, Integer> statuses)
      throws Exception {
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

  private static Attempt attempt(
      Caller caller,
      CallTemplate template,
      byte[] message,
      boolean compressed,
      Map<Status.Code, Integer> codes) {
    Rpc rpc = template.rpc();
    String hex = HexFormat.of().formatHex(message);
    String what =
        rpc.name() + " " + (hex.length() > SHOWN ? hex.substring(0, SHOWN) + "..." : hex);
    return new Attempt(
        what,
        template.reads(),
        rpc.name().endsWith("/UpdateBatch"),
        () -> {
          Status status = caller.call(rpc.name(), message, compressed);
          codes.merge(status.getCode(), 1, Integer::sum);
          if (status.isOk()) {
            return false;
          }
          assertThat(status.getDescription()).as("%s for %s", status, what).isNotEmpty();
          if (template.isServed()) {
            assertThat(REFUSALS).as("%s for %s", status, what).contains(status.getCode());
          } else {
            assertThat(status.getCode()).as(what).isEqualTo(Status.Code.UNIMPLEMENTED);
          }
          return true;
        });
  }
}
