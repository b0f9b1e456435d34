package io.vdb.server.grpc.admin;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.server.admin.LogLevel;
import io.vdb.server.admin.LoggerState;
import io.vdb.server.proto.admin.v1.Level;
import io.vdb.server.proto.admin.v1.LevelChange;
import io.vdb.server.proto.admin.v1.Logger;
import io.vdb.server.proto.admin.v1.RecentError;
import io.vdb.server.proto.admin.v1.SearchCost;
import io.vdb.server.proto.admin.v1.SlowQuery;
import java.time.DateTimeException;
import java.time.Instant;

/** Turns messages into what the administration speaks of, and back. */
final class AdminMessages {

  private AdminMessages() {}

  static Logger logger(LoggerState state) {
    Logger.Builder logger =
        Logger.newBuilder()
            .setName(state.name())
            .setLevel(level(state.level()))
            .setOwnLevel(state.ownLevel());
    state.change().ifPresent(change -> logger.setChange(change(change)));
    return logger.build();
  }

  private static LevelChange change(LoggerState.Change change) {
    LevelChange.Builder message = LevelChange.newBuilder();
    change.backTo().ifPresent(level -> message.setBackTo(level(level)));
    change.expires().ifPresent(expires -> message.setExpiresAt(time(expires)));
    return message.build();
  }

  private static Level level(LogLevel level) {
    return switch (level) {
      case TRACE -> Level.LEVEL_TRACE;
      case DEBUG -> Level.LEVEL_DEBUG;
      case INFO -> Level.LEVEL_INFO;
      case WARN -> Level.LEVEL_WARN;
      case ERROR -> Level.LEVEL_ERROR;
      case OFF -> Level.LEVEL_OFF;
    };
  }

  /** INVALID_ARGUMENT when it is none. */
  static LogLevel level(Level level) {
    return switch (level) {
      case LEVEL_TRACE -> LogLevel.TRACE;
      case LEVEL_DEBUG -> LogLevel.DEBUG;
      case LEVEL_INFO -> LogLevel.INFO;
      case LEVEL_WARN -> LogLevel.WARN;
      case LEVEL_ERROR -> LogLevel.ERROR;
      case LEVEL_OFF -> LogLevel.OFF;
      case LEVEL_UNSPECIFIED, UNRECOGNIZED ->
          throw new VdbException(
              ErrorCode.INVALID_ARGUMENT, "level is missing, or none that this server knows");
    };
  }

  /** INVALID_ARGUMENT when it is out of any bounds. */
  static java.time.Duration duration(Duration duration) {
    try {
      return java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
    } catch (ArithmeticException | DateTimeException e) {
      throw new VdbException(ErrorCode.INVALID_ARGUMENT, "this is not a duration", e);
    }
  }

  static Duration duration(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  private static Duration nanos(long nanos) {
    return duration(java.time.Duration.ofNanos(nanos));
  }

  static Timestamp time(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  static SlowQuery slowQuery(io.vdb.core.observe.SlowQuery query) {
    SlowQuery.Builder message =
        SlowQuery.newBuilder()
            .setFinished(time(query.finished()))
            .setOperation(query.operation())
            .setCollection(query.collection())
            .setCorrelationId(query.correlationId())
            .setTraceId(query.traceId())
            .setDuration(nanos(query.totalNanos()))
            .setLimit(query.limit())
            .setExact(query.exact())
            .setFilterConditions(query.filterConditions())
            .setResults(query.results())
            .setError(query.error());
    Integer ef = query.ef();
    if (ef != null) {
      message.setEf(ef);
    }
    io.vdb.core.model.SearchCost cost = query.cost();
    if (cost != null) {
      message.setCost(cost(cost));
    }
    return message.build();
  }

  private static SearchCost cost(io.vdb.core.model.SearchCost cost) {
    return SearchCost.newBuilder()
        .setStrategy(cost.strategy())
        .setSegments(cost.segments())
        .setVisitedNodes(cost.visitedNodes())
        .setDistanceComputations(cost.distanceComputations())
        .setRecentPoints(cost.recentPoints())
        .setPlan(nanos(cost.planNanos()))
        .setFilter(nanos(cost.filterNanos()))
        .setSearch(nanos(cost.searchNanos()))
        .setRescore(nanos(cost.rescoreNanos()))
        .setFetch(nanos(cost.fetchNanos()))
        .build();
  }

  static RecentError recentError(io.vdb.server.admin.RecentError error) {
    return RecentError.newBuilder()
        .setTime(time(error.time()))
        .setLevel(level(error.level()))
        .setLogger(error.logger())
        .setMessage(error.message())
        .setException(error.exception())
        .setCorrelationId(error.correlationId())
        .setTraceId(error.traceId())
        .putAllFields(error.fields())
        .build();
  }
}
