package io.vdb.observability.otel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.opentelemetry.sdk.resources.Resource;
import io.vdb.observability.spi.TraceContext;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Makes requests to a collector of ended spans, in one pass over them. What is written last stands
 * first. To be used by one thread.
 */
final class SpanEncoder {

  private static final int HALF_ID = 16;

  /** Names of spans and attributes are few; should they not be, the rest is encoded each time. */
  private static final int MOST_NAMES = 1024;

  private static final int FIRST_CAPACITY = 1 << 16;
  private static final int MOST_CAPACITY = 1 << 20;

  private final Map<String, byte[]> names = new HashMap<>();
  private final ReverseProtoWriter out = new ReverseProtoWriter(FIRST_CAPACITY);
  private final byte[] scope;
  private final byte[] resource;
  private final byte[] schemaUrl;

  /** Encodes spans of the process that this describes. */
  SpanEncoder(Resource resource) {
    out.bytes(OtlpFields.SCOPE_NAME, ProcessResource.SCOPE.getName().getBytes(UTF_8));
    this.scope = written();
    SpanAttributes described = new SpanAttributes();
    resource
        .getAttributes()
        .forEach((key, value) -> described.put(key.getKey(), value, Integer.MAX_VALUE));
    attributes(OtlpFields.RESOURCE_ATTRIBUTES, described);
    this.resource = written();
    String url = resource.getSchemaUrl();
    this.schemaUrl = (url == null ? "" : url).getBytes(UTF_8);
  }

  private byte[] written() {
    byte[] written = out.toBytes();
    out.clear(MOST_CAPACITY);
    return written;
  }

  /** Returns an {@code ExportTraceServiceRequest}. */
  byte[] request(List<RecordedSpan> spans) {
    out.clear(MOST_CAPACITY); // of what an error may have left behind
    out.bytes(OtlpFields.RESOURCE_SPANS_SCHEMA_URL, schemaUrl);
    int end = out.size();
    for (RecordedSpan span : spans.reversed()) {
      span(span);
    }
    out.bytes(OtlpFields.SCOPE_SPANS_SCOPE, scope);
    out.message(OtlpFields.RESOURCE_SPANS_SCOPE_SPANS, end);
    out.bytes(OtlpFields.RESOURCE_SPANS_RESOURCE, resource);
    out.message(OtlpFields.REQUEST_RESOURCE_SPANS, 0);
    return written();
  }

  private void span(RecordedSpan span) {
    int end = out.size();
    LocalTrace trace = span.trace();
    boolean remote = span.parent() == RecordedSpan.Parent.REMOTE;
    out.fixed32(OtlpFields.SPAN_FLAGS, flags(true, remote));
    if (span.isFailed()) {
      int endOfStatus = out.size();
      out.number(OtlpFields.STATUS_CODE, OtlpFields.CODE_ERROR);
      out.message(OtlpFields.SPAN_STATUS, endOfStatus);
    }
    count(OtlpFields.SPAN_DROPPED_LINKS, span.refusedLinks());
    span.links().reversed().forEach(this::link);
    count(OtlpFields.SPAN_DROPPED_EVENTS, span.refusedEvents());
    span.events().reversed().forEach(this::event);
    count(OtlpFields.SPAN_DROPPED_ATTRIBUTES, span.refusedAttributes());
    attributes(OtlpFields.SPAN_ATTRIBUTES, span.attributes());
    out.fixed64(OtlpFields.SPAN_END_TIME, span.endEpochNanos());
    out.fixed64(OtlpFields.SPAN_START_TIME, span.startEpochNanos());
    out.number(
        OtlpFields.SPAN_KIND,
        span.isServer() ? OtlpFields.KIND_SERVER : OtlpFields.KIND_INTERNAL);
    out.bytes(OtlpFields.SPAN_NAME, name(span.name()));
    if (span.parent() != RecordedSpan.Parent.NONE) {
      out.id(OtlpFields.SPAN_PARENT_SPAN_ID, span.parentId());
    }
    traceState(OtlpFields.SPAN_TRACE_STATE, trace.root());
    out.id(OtlpFields.SPAN_SPAN_ID, span.id());
    out.id(OtlpFields.SPAN_TRACE_ID, trace.idHigh(), trace.idLow());
    out.message(OtlpFields.SCOPE_SPANS_SPANS, end);
  }

  private static int flags(boolean sampled, boolean remote) {
    return OtlpFields.FLAG_REMOTE_IS_KNOWN
        | (sampled ? OtlpFields.FLAG_SAMPLED : 0)
        | (remote ? OtlpFields.FLAG_REMOTE : 0);
  }

  private void count(int field, int count) {
    if (count > 0) {
      out.number(field, count);
    }
  }

  private void traceState(int field, TraceContext ids) {
    if (!ids.traceState().isEmpty()) {
      text(field, TraceStates.wellFormed(ids.traceState()));
    }
  }

  private void link(TraceContext other) {
    int end = out.size();
    out.fixed32(OtlpFields.LINK_FLAGS, flags(other.sampled(), true));
    traceState(OtlpFields.LINK_TRACE_STATE, other);
    out.id(OtlpFields.LINK_SPAN_ID, RecordedSpan.idOf(other));
    out.id(
        OtlpFields.LINK_TRACE_ID,
        HexFormat.fromHexDigitsToLong(other.traceId(), 0, HALF_ID),
        HexFormat.fromHexDigitsToLong(other.traceId(), HALF_ID, 2 * HALF_ID));
    out.message(OtlpFields.SPAN_LINKS, end);
  }

  private void event(SpanEvent event) {
    int end = out.size();
    attributes(OtlpFields.EVENT_ATTRIBUTES, event.attributes());
    out.bytes(OtlpFields.EVENT_NAME, name(event.name()));
    out.fixed64(OtlpFields.EVENT_TIME, event.epochNanos());
    out.message(OtlpFields.SPAN_EVENTS, end);
  }

  private void attributes(int field, SpanAttributes attributes) {
    for (int i = attributes.size() - 1; i >= 0; i--) {
      attribute(field, attributes.key(i), attributes.value(i));
    }
  }

  private void attribute(int field, String key, Object value) {
    int end = out.size();
    switch (value) {
      case String text -> text(OtlpFields.VALUE_STRING, text);
      case Long number -> out.number(OtlpFields.VALUE_INT, number);
      case Double number ->
          out.fixed64(OtlpFields.VALUE_DOUBLE, Double.doubleToRawLongBits(number));
      case Boolean flag -> out.number(OtlpFields.VALUE_BOOL, flag ? 1 : 0);
      default -> text(OtlpFields.VALUE_STRING, value.toString());
    }
    out.message(OtlpFields.KEY_VALUE_VALUE, end);
    out.bytes(OtlpFields.KEY_VALUE_KEY, name(key));
    out.message(field, end);
  }

  private void text(int field, String text) {
    out.bytes(field, text.getBytes(UTF_8));
  }

  private byte[] name(String name) {
    byte[] known = names.get(name);
    if (known != null) {
      return known;
    }
    byte[] bytes = name.getBytes(UTF_8);
    if (names.size() < MOST_NAMES) {
      names.put(name, bytes);
    }
    return bytes;
  }
}
