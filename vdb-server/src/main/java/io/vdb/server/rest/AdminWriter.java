package io.vdb.server.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vdb.core.model.SearchCost;
import io.vdb.core.observe.SlowQuery;
import io.vdb.server.admin.LogLevel;
import io.vdb.server.admin.LoggerState;
import io.vdb.server.admin.RecentError;
import io.vdb.server.config.Durations;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes what the administration answers. Times are in UTC, durations in seconds. */
final class AdminWriter {

  private static final double NANOS_PER_SECOND = 1e9;

  private AdminWriter() {}

  static void routes(JsonGenerator out, List<AdminRoute> routes) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("routes");
    for (AdminRoute route : routes) {
      out.writeStartObject();
      out.writeStringField("method", route.method().name());
      out.writeStringField("path", route.template());
      out.writeStringField("meaning", route.meaning());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  static void loggers(JsonGenerator out, List<LoggerState> loggers) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("loggers");
    for (LoggerState logger : loggers) {
      logger(out, logger);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  static void logger(JsonGenerator out, LoggerState logger) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", logger.name());
    out.writeStringField("level", logger.level().text());
    out.writeBooleanField("own_level", logger.ownLevel());
    if (logger.change().isPresent()) {
      LoggerState.Change change = logger.change().get();
      out.writeObjectFieldStart("change");
      text(out, "back_to", change.backTo().map(LogLevel::text));
      text(out, "expires_at", change.expires().map(Instant::toString));
      out.writeEndObject();
    }
    out.writeEndObject();
  }

  static void threshold(JsonGenerator out, Duration threshold) throws IOException {
    out.writeStartObject();
    out.writeStringField("threshold", Durations.text(threshold));
    out.writeEndObject();
  }

  static void slowQueries(JsonGenerator out, Duration threshold, List<SlowQuery> queries)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("threshold", Durations.text(threshold));
    out.writeArrayFieldStart("queries");
    for (SlowQuery query : queries) {
      slowQuery(out, query);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void slowQuery(JsonGenerator out, SlowQuery query) throws IOException {
    out.writeStartObject();
    out.writeStringField("finished", query.finished().toString());
    out.writeStringField("operation", query.operation());
    out.writeStringField("collection", query.collection());
    out.writeStringField("correlation_id", query.correlationId());
    out.writeStringField("trace_id", query.traceId());
    out.writeNumberField("seconds", query.totalNanos() / NANOS_PER_SECOND);
    out.writeNumberField("limit", query.limit());
    number(out, "ef", query.ef());
    out.writeBooleanField("exact", query.exact());
    out.writeNumberField("filter_conditions", query.filterConditions());
    out.writeNumberField("results", query.results());
    out.writeStringField("error", query.error());
    SearchCost cost = query.cost();
    if (cost == null) {
      out.writeNullField("explain");
    } else {
      Envelope.writeCost(out, cost);
    }
    out.writeEndObject();
  }

  static void recentErrors(JsonGenerator out, List<RecentError> errors) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("errors");
    for (RecentError error : errors) {
      out.writeStartObject();
      out.writeStringField("time", error.time().toString());
      out.writeStringField("level", error.level().text());
      out.writeStringField("logger", error.logger());
      out.writeStringField("message", error.message());
      out.writeStringField("exception", error.exception());
      out.writeStringField("correlation_id", error.correlationId());
      out.writeStringField("trace_id", error.traceId());
      out.writeObjectFieldStart("fields");
      for (Map.Entry<String, String> field : new TreeMap<>(error.fields()).entrySet()) {
        out.writeStringField(field.getKey(), field.getValue());
      }
      out.writeEndObject();
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void number(JsonGenerator out, String name, @Nullable Integer value)
      throws IOException {
    if (value == null) {
      out.writeNullField(name);
    } else {
      out.writeNumberField(name, value);
    }
  }

  private static void text(JsonGenerator out, String name, Optional<String> value)
      throws IOException {
    if (value.isPresent()) {
      out.writeStringField(name, value.get());
    } else {
      out.writeNullField(name);
    }
  }
}
