package io.vdb.server.rest;

import com.linecorp.armeria.common.QueryParams;
import io.vdb.core.model.Acknowledge;
import io.vdb.server.api.ApiException;
import io.vdb.server.api.Place;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Query parameters of an API request, checked.
 *
 * @param acknowledge when a write is answered
 * @param timeout how long the client is willing to wait
 * @param explain whether a search tells what it cost
 * @param detail how much telemetry is told
 */
record QueryOptions(
    Acknowledge acknowledge,
    Optional<Duration> timeout,
    boolean explain,
    TelemetryDetail detail) {

  private static final Parameter TIMEOUT_PARAMETER = Parameter.ofQuery("timeout");

  /** Parameters of writes. */
  static final Set<String> WRITE = Set.of("wait", "ordering", "timeout");

  /** Parameters of reads. */
  static final Set<String> READ = Set.of("consistency", "timeout");

  /** Parameters of searches. */
  static final Set<String> SEARCH = Set.of("consistency", "timeout", "explain");

  /** Parameters of changes to collections. */
  static final Set<String> TIMEOUT = Set.of("timeout");

  /** Parameters of telemetry. */
  static final Set<String> TELEMETRY =
      Set.of("details_level", "anonymize", "per_collection", "timeout");

  /** Parameters of work on snapshots. */
  static final Set<String> SNAPSHOT = Set.of("wait");

  /** Reads the parameters; refuses those that are not in {@code known}. */
  static QueryOptions read(QueryParams params, Set<String> known) {
    boolean wait = false;
    boolean explain = false;
    @Nullable Duration timeout = null;
    TelemetryDetail detail = TelemetryDetail.LEAST;
    for (Map.Entry<String, String> param : params) {
      if (!known.contains(param.getKey())) {
        throw malformed("unknown field `" + Place.shown(param.getKey()) + "`");
      }
      String value = param.getValue();
      switch (param.getKey()) {
        case "wait" -> wait = bool(value);
        case "explain" -> explain = bool(value);
        case "timeout" -> timeout = timeout(value);
        case "ordering" -> checkOrdering(value);
        case "details_level" -> detail = new TelemetryDetail(level(value), detail.anonymized());
        case "anonymize" -> detail = new TelemetryDetail(detail.level(), bool(value));
        case "per_collection" -> {
          var _ = bool(value);
        }
        case "priority", "checksum" -> {} // read by the routes that take them
        default -> checkConsistency(value);
      }
    }
    return new QueryOptions(
        wait ? Acknowledge.VISIBLE : Acknowledge.DURABLE, Optional.ofNullable(timeout), explain, detail);
  }

  /** The same, for a search that tells what it cost. */
  QueryOptions explained() {
    return new QueryOptions(acknowledge, timeout, true, detail);
  }

  private static boolean bool(String value) {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw malformed("provided string was not `true` or `false`");
    };
  }

  private static int level(String value) {
    if (!value.matches("\\d{1,9}")) {
      throw malformed("invalid digit found in string");
    }
    return Integer.parseInt(value);
  }

  private static Duration timeout(String value) {
    if (!value.matches("\\d{1,9}")) {
      throw malformed("invalid digit found in string");
    }
    return Duration.ofSeconds(TIMEOUT_PARAMETER.atLeast(Integer.parseInt(value), 1));
  }

  /** A single node orders writes strongly in any case. */
  private static void checkOrdering(String value) {
    if (!Set.of("weak", "medium", "strong").contains(value)) {
      throw malformed(
          "unknown variant `" + Place.shown(value) + "`, expected one of `weak`, `medium`, `strong`");
    }
  }

  /** A single node has nothing to compare. */
  private static void checkConsistency(String value) {
    if (!Set.of("majority", "quorum", "all").contains(value) && !value.matches("[1-9]\\d{0,8}")) {
      throw malformed(
          "`"
              + Place.shown(value)
              + "` is not a consistency, expected a number of at least 1, `majority`, `quorum` or"
              + " `all`");
    }
  }

  private static ApiException malformed(String message) {
    return ApiException.malformed("Deserialize error in query parameters: " + message);
  }
}
