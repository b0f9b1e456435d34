package io.vdb.observability.otel.receiver;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A span as it came over the wire.
 *
 * @param span what was sent
 * @param resourceOf what sent it
 */
public record ReceivedSpan(Span span, Resource resourceOf) {

  /** An event of a span. */
  public record Event(String name, long epochNanos, Map<String, Object> attributes) {}

  /** A link to another span, ids in hexadecimal. */
  public record Link(String traceId, String spanId) {}

  /** Returns the spans of a request in order. */
  public static List<ReceivedSpan> of(ExportTraceServiceRequest request) {
    return request.getResourceSpansList().stream()
        .flatMap(
            resource ->
                resource.getScopeSpansList().stream()
                    .flatMap(scope -> scope.getSpansList().stream())
                    .map(span -> new ReceivedSpan(span, resource.getResource())))
        .toList();
  }

  /** Returns the spans of a request that is encoded. */
  public static List<ReceivedSpan> of(byte[] request) {
    try {
      return of(ExportTraceServiceRequest.parseFrom(request));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("not a request to a collector", e);
    }
  }

  /** Returns what was done. */
  public String name() {
    return span.getName();
  }

  /** Returns 32 hexadecimal digits. */
  public String traceId() {
    return hex(span.getTraceId());
  }

  /** Returns 16 hexadecimal digits. */
  public String spanId() {
    return hex(span.getSpanId());
  }

  /** Returns 16 hexadecimal digits; empty at the root of a trace. */
  public String parentSpanId() {
    return hex(span.getParentSpanId());
  }

  /** Returns when it began, in nanoseconds since 1970. */
  public long startNanos() {
    return span.getStartTimeUnixNano();
  }

  /** Returns when it ended, in nanoseconds since 1970. */
  public long endNanos() {
    return span.getEndTimeUnixNano();
  }

  /** Tells whether the span is marked as failed. */
  public boolean isFailed() {
    return span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR;
  }

  /** Returns String, Long, Double or Boolean by key. */
  public Map<String, Object> attributes() {
    return values(span.getAttributesList());
  }

  /** Returns what describes the process that sent it: String, Long, Double or Boolean by key. */
  public Map<String, Object> resource() {
    return values(resourceOf.getAttributesList());
  }

  /** Returns the events in order. */
  public List<Event> events() {
    return span.getEventsList().stream()
        .map(
            event ->
                new Event(
                    event.getName(), event.getTimeUnixNano(), values(event.getAttributesList())))
        .toList();
  }

  /** Returns the links in order. */
  public List<Link> links() {
    return span.getLinksList().stream()
        .map(link -> new Link(hex(link.getTraceId()), hex(link.getSpanId())))
        .toList();
  }

  static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  /** Returns String, Long, Double or Boolean by key; anything else as text. */
  public static Map<String, Object> values(List<KeyValue> pairs) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (KeyValue pair : pairs) {
      values.put(pair.getKey(), value(pair.getValue()));
    }
    return values;
  }

  private static Object value(AnyValue value) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case INT_VALUE -> value.getIntValue();
      case DOUBLE_VALUE -> value.getDoubleValue();
      case BOOL_VALUE -> value.getBoolValue();
      case ARRAY_VALUE, KVLIST_VALUE, BYTES_VALUE, VALUE_NOT_SET -> value.toString();
    };
  }
}
