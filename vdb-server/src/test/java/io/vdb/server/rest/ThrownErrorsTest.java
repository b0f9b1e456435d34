package io.vdb.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.client.BlockingWebClient;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vdb.core.engine.DatabaseConfig;
import io.vdb.observability.spi.BackendConfig;
import io.vdb.observability.spi.Observability;
import io.vdb.server.TestServer;
import io.vdb.server.admin.Admin;
import io.vdb.server.admin.AdminComponent;
import io.vdb.server.admin.IntegrityRuns;
import io.vdb.server.admin.MetricsText;
import io.vdb.server.admin.RecentErrors;
import io.vdb.server.admin.SlowQueries;
import io.vdb.server.api.ApiException;
import io.vdb.server.api.Operations;
import io.vdb.server.config.LimitsConfig;
import io.vdb.server.config.ServerConfig;
import io.vdb.server.lifecycle.DatabaseComponent;
import io.vdb.server.lifecycle.ObservabilityComponent;
import io.vdb.server.lifecycle.PluginFolder;
import io.vdb.server.lifecycle.RefusedWorkException;
import io.vdb.server.lifecycle.TaskPool;
import io.vdb.server.proto.admin.v1.AdminGrpc.AdminBlockingStub;
import io.vdb.server.proto.admin.v1.GetMetricsRequest;
import io.vdb.server.request.ByteBudget;
import io.vdb.server.request.KeyRefusals;
import io.vdb.server.security.AccessRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors of the JVM and of plugins get an answer too, and hold nothing. */
@Timeout(180)
final class ThrownErrorsTest {

  private static final String BODY = "{\"a\": 1234}";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path data;
  private final BlockingQueue<Optional<ApiException>> failures = new LinkedBlockingQueue<>();

  /** A thread for each task, or none at all. */
  private record Threads(boolean areThere) implements TaskPool {

    @Override
    public void requireRoom() {
      // There always is.
    }

    @Override
    public <T> Place submit(
        Supplier<T> work,
        Predicate<T> succeeded,
        Consumer<T> then,
        Consumer<RefusedWorkException> refused) {
      if (!areThere) {
        throw new OutOfMemoryError("unable to create native thread");
      }
      Thread _ = Thread.ofVirtual().start(() -> then.accept(work.get()));
      return () -> false;
    }
  }

  private AggregatedHttpResponse post(HttpService service) {
    Server server =
        Server.builder()
            .http(0)
            .service("/x", service)
            .decorator(
                (delegate, ctx, request) -> {
                  CompletableFuture<?> _ =
                      ctx.log()
                          .whenComplete()
                          .thenAccept(
                              _ -> failures.add(Optional.ofNullable(ctx.attr(Answers.FAILURE))));
                  return delegate.serve(ctx, request);
                })
            .build();
    server.start().join();
    try {
      BlockingWebClient client =
          WebClient.builder("http://127.0.0.1:" + server.activeLocalPort())
              .responseTimeout(PATIENCE)
              .build()
              .blocking();
      return client.prepare().post("/x").content(MediaType.JSON, BODY).execute();
    } finally {
      CompletableFuture<?> _ = server.stop(); // its threads take two seconds to end
    }
  }

  private void assertInternal(AggregatedHttpResponse answer, Class<? extends Error> cause)
      throws InterruptedException {
    assertThat(answer.status().code()).isEqualTo(500);
    assertThat(answer.contentUtf8()).contains("Service internal error").doesNotContain("secret");
    Optional<ApiException> failure = failures.poll(60, TimeUnit.SECONDS);
    assertThat(failure).isPresent();
    assertThat(failure.orElseThrow()).as("for the log").hasCauseInstanceOf(cause);
  }

  private HttpService apiService(TaskPool threads, ByteBudget budget) {
    ServerConfig config = TestServer.config(data, Map.of());
    LimitsConfig limits = config.limits();
    ObservabilityComponent observability = observability();
    DatabaseComponent database =
        new DatabaseComponent(
            new DatabaseConfig(
                data, "memory", config.storage().durability(), limits.forEngine(), 1),
            observability,
            new PluginFolder(Optional.empty()));
    ApiRoute route =
        new ApiRoute(
            HttpMethod.POST,
            "/x",
            ApiRoute.Work.WRITE,
            Set.of(),
            true,
            call -> {
              throw new NoClassDefFoundError("secret");
            });
    return new ApiService(
        route,
        Operations.on(database, limits, config.storage().snapshots()),
        limits,
        threads,
        new ApiErrors(limits.bodyBytes()),
        budget);
  }

  private static ObservabilityComponent observability() {
    return new ObservabilityComponent(
        List.of("none"),
        BackendConfig.of("vdb", "test"),
        new PluginFolder(Optional.empty()));
  }

  private static KeyRefusals refusals() {
    return new KeyRefusals(Observability.noop().meter(), "http");
  }

  private static Admin admin() {
    return new Admin(
        new AccessRules(Optional.empty(), Optional.empty(), "127.0.0.1", true),
        new MetricsText(observability()),
        new AdminComponent().levels(),
        new SlowQueries(DatabaseConfig.defaultSlowQueries()),
        new RecentErrors(),
        new IntegrityRuns(
            () -> {
              throw new IllegalStateException("nothing is verified here");
            }));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void answersRequestsOfTheApiAndGivesTheirBytesBack(boolean threads) throws Exception {
    ByteBudget budget = new ByteBudget(BODY.length());

    AggregatedHttpResponse answer = post(apiService(new Threads(threads), budget));

    assertInternal(answer, threads ? NoClassDefFoundError.class : OutOfMemoryError.class);
    while (!budget.take(BODY.length())) {
      Thread.onSpinWait(); // until the test's time is over
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void answersRequestsOfTheAdministration(boolean threads) throws Exception {
    AdminRoute route =
        new AdminRoute(
            HttpMethod.POST,
            "/x",
            "",
            Set.of(),
            true,
            call -> {
              throw new NoClassDefFoundError("secret");
            });

    AggregatedHttpResponse answer =
        post(new AdminService(
                route, admin(), new Threads(threads), new ApiErrors(1_000), refusals()));

    assertInternal(answer, threads ? NoClassDefFoundError.class : OutOfMemoryError.class);
  }

  @Test
  void answersScrapesThatFindNoThread() throws Exception {
    AggregatedHttpResponse answer =
        post(new MetricsService(
                admin(), new Threads(false), new ApiErrors(1_000), refusals()));

    assertInternal(answer, OutOfMemoryError.class);
  }

  @Test
  void answersScrapesOfABrokenBackendByBothProtocolsAndKeepsTheCause() {
    Map<String, String> settings =
        Map.of("vdb.observability.backends", "broken", "vdb.limits.request-timeout", "60s");
    try (TestServer server = TestServer.start(data, settings)) {
      assertThat(server.get("/metrics").status()).isEqualTo(500);
      assertThat(server.get("/metrics").error()).contains("Service internal error");
      AdminBlockingStub overGrpc =
          GrpcClients.builder("gproto+http://127.0.0.1:" + server.grpc().getPort() + "/")
              .build(AdminBlockingStub.class)
              .withDeadlineAfter(60, TimeUnit.SECONDS);
      assertThatThrownBy(() -> overGrpc.getMetrics(GetMetricsRequest.getDefaultInstance()))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL))
          .hasMessageContaining("the log tells more");
      String errors = server.get("/admin/errors/recent").body();
      assertThat(errors).contains("NoClassDefFoundError", "a call failed", "request completed");
    }
  }
}
