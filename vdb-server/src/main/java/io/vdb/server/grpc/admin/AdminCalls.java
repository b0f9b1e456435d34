package io.vdb.server.grpc.admin;

import com.google.protobuf.UnsafeByteOperations;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.server.admin.Admin;
import io.vdb.server.admin.Bytes;
import io.vdb.server.admin.IntegrityRun;
import io.vdb.server.admin.LoggerLevels;
import io.vdb.server.proto.admin.v1.AdminGrpc;
import io.vdb.server.proto.admin.v1.CancelVerificationRequest;
import io.vdb.server.proto.admin.v1.ClearSlowQueriesRequest;
import io.vdb.server.proto.admin.v1.ClearSlowQueriesResponse;
import io.vdb.server.proto.admin.v1.GetMetricsRequest;
import io.vdb.server.proto.admin.v1.GetMetricsResponse;
import io.vdb.server.proto.admin.v1.GetVerificationRequest;
import io.vdb.server.proto.admin.v1.ListLoggersRequest;
import io.vdb.server.proto.admin.v1.ListLoggersResponse;
import io.vdb.server.proto.admin.v1.ListRecentErrorsRequest;
import io.vdb.server.proto.admin.v1.ListRecentErrorsResponse;
import io.vdb.server.proto.admin.v1.ListSlowQueriesRequest;
import io.vdb.server.proto.admin.v1.ListSlowQueriesResponse;
import io.vdb.server.proto.admin.v1.Logger;
import io.vdb.server.proto.admin.v1.ResetLoggerRequest;
import io.vdb.server.proto.admin.v1.SetLoggerLevelRequest;
import io.vdb.server.proto.admin.v1.SetSlowQueryThresholdRequest;
import io.vdb.server.proto.admin.v1.SetSlowQueryThresholdResponse;
import io.vdb.server.proto.admin.v1.StartVerificationRequest;
import io.vdb.server.proto.admin.v1.Verification;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.slf4j.LoggerFactory;

/** The calls of the admin service. */
final class AdminCalls extends AdminGrpc.AdminImplBase {

  private static final org.slf4j.Logger log = LoggerFactory.getLogger(AdminCalls.class);

  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 10_000;

  private final Admin admin;
  private final Executor threads;
  private final Executor scrapes;

  AdminCalls(Admin admin, Executor threads, Executor scrapes) {
    this.admin = admin;
    this.threads = threads;
    this.scrapes = scrapes;
  }

  /** Answers on a thread that may wait; the work gets the caller's address. */
  private <A> void answer(StreamObserver<A> observer, Function<String, A> work) {
    answer(threads, observer, work);
  }

  private static <A> void answer(
      Executor threads, StreamObserver<A> observer, Function<String, A> work) {
    String peer = ServiceRequestContext.current().remoteAddress().getAddress().getHostAddress();
    try {
      threads.execute(
          () -> {
            A answer;
            try {
              answer = work.apply(peer);
            } catch (Throwable e) { // a call that gets no answer stays open
              observer.onError(status(e).asRuntimeException());
              return;
            }
            observer.onNext(answer);
            observer.onCompleted();
          });
    } catch (RejectedExecutionException e) {
      observer.onError(
          Status.RESOURCE_EXHAUSTED
              .withDescription("too many requests are waiting; try again later")
              .asRuntimeException());
    } catch (Throwable e) {
      observer.onError(status(e).asRuntimeException());
    }
  }

  private static Status status(Throwable failure) {
    if (failure instanceof VdbException e) {
      Status status =
          switch (e.code()) {
            case INVALID_ARGUMENT -> Status.INVALID_ARGUMENT;
            case NOT_FOUND -> Status.NOT_FOUND;
            case RESOURCE_EXHAUSTED -> Status.RESOURCE_EXHAUSTED;
            case UNAVAILABLE -> Status.UNAVAILABLE;
            case ALREADY_EXISTS, DATA_LOSS, INTERNAL -> Status.INTERNAL;
          };
      if (status.getCode() != Status.Code.INTERNAL) {
        return status.withDescription(e.getMessage());
      }
    }
    log.error("a call failed", failure);
    return Status.INTERNAL.withDescription(
        "the log tells more under this call's X-Correlation-ID");
  }

  @Override
  public void getMetrics(GetMetricsRequest request, StreamObserver<GetMetricsResponse> observer) {
    answer(
        scrapes,
        observer,
        peer -> {
          String accept = request.getAccept();
          Bytes text = admin.metrics().write(accept, Set.copyOf(request.getNamesList()), false);
          return GetMetricsResponse.newBuilder()
              .setContentType(admin.metrics().contentType(accept))
              .setTextBytes(UnsafeByteOperations.unsafeWrap(text.array(), 0, text.length()))
              .build();
        });
  }

  @Override
  public void listLoggers(
      ListLoggersRequest request, StreamObserver<ListLoggersResponse> observer) {
    answer(
        observer,
        peer ->
            ListLoggersResponse.newBuilder()
                .addAllLoggers(
                    admin.loggers().list(request.getAll()).stream()
                        .map(AdminMessages::logger)
                        .toList())
                .build());
  }

  @Override
  public void setLoggerLevel(SetLoggerLevelRequest request, StreamObserver<Logger> observer) {
    answer(
        observer,
        peer ->
            AdminMessages.logger(
                admin
                    .loggers()
                    .set(
                        request.getName(),
                        AdminMessages.level(request.getLevel()),
                        expiry(request),
                        peer)));
  }

  private static Optional<Duration> expiry(SetLoggerLevelRequest request) {
    if (request.hasExpiresAfter()) {
      return Optional.of(AdminMessages.duration(request.getExpiresAfter()));
    }
    return request.getNeverExpires()
        ? Optional.empty()
        : Optional.of(LoggerLevels.DEFAULT_EXPIRY);
  }

  @Override
  public void resetLogger(ResetLoggerRequest request, StreamObserver<Logger> observer) {
    answer(
        observer,
        peer -> AdminMessages.logger(admin.loggers().reset(request.getName(), peer)));
  }

  @Override
  public void listSlowQueries(
      ListSlowQueriesRequest request, StreamObserver<ListSlowQueriesResponse> observer) {
    answer(
        observer,
        peer ->
            ListSlowQueriesResponse.newBuilder()
                .setThreshold(AdminMessages.duration(admin.slowQueries().threshold()))
                .addAllQueries(
                    admin.slowQueries().latest(limit(request.getLimit())).stream()
                        .map(AdminMessages::slowQuery)
                        .toList())
                .build());
  }

  @Override
  public void clearSlowQueries(
      ClearSlowQueriesRequest request, StreamObserver<ClearSlowQueriesResponse> observer) {
    answer(
        observer,
        peer ->
            ClearSlowQueriesResponse.newBuilder()
                .setCleared(admin.slowQueries().clear(peer))
                .build());
  }

  @Override
  public void setSlowQueryThreshold(
      SetSlowQueryThresholdRequest request,
      StreamObserver<SetSlowQueryThresholdResponse> observer) {
    answer(
        observer,
        peer -> {
          if (!request.hasThreshold()) {
            throw new VdbException(ErrorCode.INVALID_ARGUMENT, "threshold is missing");
          }
          admin.slowQueries().threshold(AdminMessages.duration(request.getThreshold()), peer);
          return SetSlowQueryThresholdResponse.newBuilder()
              .setThreshold(AdminMessages.duration(admin.slowQueries().threshold()))
              .build();
        });
  }

  @Override
  public void listRecentErrors(
      ListRecentErrorsRequest request, StreamObserver<ListRecentErrorsResponse> observer) {
    answer(
        observer,
        peer ->
            ListRecentErrorsResponse.newBuilder()
                .addAllErrors(
                    admin.errors().latest(limit(request.getLimit())).stream()
                        .map(AdminMessages::recentError)
                        .toList())
                .build());
  }

  @Override
  public void startVerification(
      StartVerificationRequest request, StreamObserver<Verification> observer) {
    answer(
        observer,
        peer ->
            VerifyMessages.run(admin.verifications().begin(VerifyMessages.order(request), peer)));
  }

  @Override
  public void getVerification(
      GetVerificationRequest request, StreamObserver<Verification> observer) {
    answer(observer, peer -> shown(admin.verifications().latest()));
  }

  @Override
  public void cancelVerification(
      CancelVerificationRequest request, StreamObserver<Verification> observer) {
    answer(observer, peer -> shown(admin.verifications().cancel(peer)));
  }

  private static Verification shown(Optional<IntegrityRun> run) {
    return VerifyMessages.run(
        run.orElseThrow(
            () -> new VdbException(ErrorCode.NOT_FOUND, "there was no verification yet")));
  }

  private static int limit(int limit) {
    if (limit < 0 || limit > MAX_LIMIT) { // negative: more than an int holds
      throw new VdbException(
          ErrorCode.INVALID_ARGUMENT, "limit: expected a whole number from 1 to " + MAX_LIMIT);
    }
    return limit == 0 ? DEFAULT_LIMIT : limit;
  }
}
