package io.vdb.server.rest;

import static com.linecorp.armeria.common.HttpMethod.DELETE;
import static com.linecorp.armeria.common.HttpMethod.GET;
import static com.linecorp.armeria.common.HttpMethod.POST;
import static com.linecorp.armeria.common.HttpMethod.PUT;

import io.vdb.core.observe.SlowQuery;
import io.vdb.core.verify.VerifyOrder;
import io.vdb.server.admin.IntegrityRun;
import io.vdb.server.admin.LoggerState;
import io.vdb.server.admin.RecentError;
import io.vdb.server.admin.SlowQueries;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Routes of the administration. */
final class AdminOperations {

  private static final String LOGGERS = "/admin/loggers";
  private static final String LOGGER = LOGGERS + "/{name}";
  private static final String SLOW_QUERIES = "/admin/slow-queries";
  private static final String VERIFICATIONS = "/admin/verifications";
  private static final Set<String> LIMIT = Set.of("limit");

  private AdminOperations() {}

  static List<AdminRoute> routes() {
    List<AdminRoute> routes =
        new ArrayList<>(
            List.of(
                new AdminRoute(
                    GET,
                    LOGGERS,
                    "lists loggers with a level of their own, or with all=true all of them",
                    Set.of("all"),
                    false,
                    AdminOperations::loggers),
                new AdminRoute(
                    GET, LOGGER, "shows a logger", Set.of(), false, AdminOperations::logger),
                new AdminRoute(
                    PUT,
                    LOGGER,
                    "changes the level of a logger for a while",
                    Set.of(),
                    true,
                    AdminOperations::setLevel),
                new AdminRoute(
                    DELETE,
                    LOGGER,
                    "gives a logger its level back",
                    Set.of(),
                    false,
                    AdminOperations::resetLogger),
                new AdminRoute(
                    GET,
                    SLOW_QUERIES,
                    "lists slow queries, latest first",
                    LIMIT,
                    false,
                    AdminOperations::slowQueries),
                new AdminRoute(
                    PUT,
                    SLOW_QUERIES,
                    "changes from which duration on a query is slow",
                    Set.of(),
                    true,
                    AdminOperations::setThreshold),
                new AdminRoute(
                    DELETE,
                    SLOW_QUERIES,
                    "forgets the slow queries",
                    Set.of(),
                    false,
                    AdminOperations::clearSlowQueries),
                new AdminRoute(
                    GET,
                    "/admin/errors/recent",
                    "lists warnings and errors, latest first",
                    LIMIT,
                    false,
                    AdminOperations::recentErrors),
                new AdminRoute(
                    POST,
                    VERIFICATIONS,
                    "begins to look whether everything that is kept is whole",
                    Set.of(),
                    true,
                    AdminOperations::beginVerification),
                new AdminRoute(
                    GET,
                    VERIFICATIONS,
                    "shows the verification that was begun last",
                    Set.of(),
                    false,
                    call -> shown(call.admin().verifications().latest())),
                new AdminRoute(
                    DELETE,
                    VERIFICATIONS,
                    "gives up the verification that goes on",
                    Set.of(),
                    false,
                    call -> shown(call.admin().verifications().cancel(call.peer())))));
    List<AdminRoute> listed = List.copyOf(routes);
    routes.addFirst(
        new AdminRoute(
            GET,
            "/admin",
            "lists what there is",
            Set.of(),
            false,
            call -> out -> AdminWriter.routes(out, listed)));
    return routes;
  }

  private static Envelope.Result loggers(AdminCall call) {
    List<LoggerState> loggers = call.admin().loggers().list(call.all());
    return out -> AdminWriter.loggers(out, loggers);
  }

  private static Envelope.Result logger(AdminCall call) {
    LoggerState logger = call.admin().loggers().get(call.logger());
    return out -> AdminWriter.logger(out, logger);
  }

  private static Envelope.Result setLevel(AdminCall call) {
    LevelRequest wanted = LevelRequest.read(call.body());
    LoggerState logger =
        call.admin().loggers().set(call.logger(), wanted.level(), wanted.expiry(), call.peer());
    return out -> AdminWriter.logger(out, logger);
  }

  private static Envelope.Result resetLogger(AdminCall call) {
    LoggerState logger = call.admin().loggers().reset(call.logger(), call.peer());
    return out -> AdminWriter.logger(out, logger);
  }

  private static Envelope.Result slowQueries(AdminCall call) {
    SlowQueries log = call.admin().slowQueries();
    List<SlowQuery> queries = log.latest(call.limit());
    return out -> AdminWriter.slowQueries(out, log.threshold(), queries);
  }

  private static Envelope.Result setThreshold(AdminCall call) {
    SlowQueries log = call.admin().slowQueries();
    log.threshold(ThresholdRequest.read(call.body()), call.peer());
    return out -> AdminWriter.threshold(out, log.threshold());
  }

  private static Envelope.Result clearSlowQueries(AdminCall call) {
    int cleared = call.admin().slowQueries().clear(call.peer());
    return out -> {
      out.writeStartObject();
      out.writeNumberField("cleared", cleared);
      out.writeEndObject();
    };
  }

  private static Envelope.Result beginVerification(AdminCall call) {
    VerifyOrder order = VerifyRequest.read(call.body());
    IntegrityRun run = call.admin().verifications().begin(order, call.peer());
    return out -> VerifyWriter.run(out, Optional.of(run));
  }

  private static Envelope.Result shown(Optional<IntegrityRun> run) {
    return out -> VerifyWriter.run(out, run);
  }

  private static Envelope.Result recentErrors(AdminCall call) {
    List<RecentError> errors = call.admin().errors().latest(call.limit());
    return out -> AdminWriter.recentErrors(out, errors);
  }
}
