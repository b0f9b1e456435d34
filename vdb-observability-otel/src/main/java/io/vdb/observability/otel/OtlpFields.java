package io.vdb.observability.otel;

/**
 * Numbers of fields in the messages of OTLP, and values of its enumerations.
 *
 * @see <a href="https://github.com/open-telemetry/opentelemetry-proto/">opentelemetry-proto</a>,
 *     version 1, which never gives a number another meaning
 */
final class OtlpFields {

  static final int REQUEST_RESOURCE_SPANS = 1;

  static final int RESOURCE_SPANS_RESOURCE = 1;
  static final int RESOURCE_SPANS_SCOPE_SPANS = 2;
  static final int RESOURCE_SPANS_SCHEMA_URL = 3;

  static final int RESOURCE_ATTRIBUTES = 1;

  static final int SCOPE_SPANS_SCOPE = 1;
  static final int SCOPE_SPANS_SPANS = 2;

  static final int SCOPE_NAME = 1;

  static final int SPAN_TRACE_ID = 1;
  static final int SPAN_SPAN_ID = 2;
  static final int SPAN_TRACE_STATE = 3;
  static final int SPAN_PARENT_SPAN_ID = 4;
  static final int SPAN_NAME = 5;
  static final int SPAN_KIND = 6;
  static final int SPAN_START_TIME = 7;
  static final int SPAN_END_TIME = 8;
  static final int SPAN_ATTRIBUTES = 9;
  static final int SPAN_DROPPED_ATTRIBUTES = 10;
  static final int SPAN_EVENTS = 11;
  static final int SPAN_DROPPED_EVENTS = 12;
  static final int SPAN_LINKS = 13;
  static final int SPAN_DROPPED_LINKS = 14;
  static final int SPAN_STATUS = 15;
  static final int SPAN_FLAGS = 16;

  static final int EVENT_TIME = 1;
  static final int EVENT_NAME = 2;
  static final int EVENT_ATTRIBUTES = 3;

  static final int LINK_TRACE_ID = 1;
  static final int LINK_SPAN_ID = 2;
  static final int LINK_TRACE_STATE = 3;
  static final int LINK_FLAGS = 6;

  static final int STATUS_CODE = 3;

  static final int KEY_VALUE_KEY = 1;
  static final int KEY_VALUE_VALUE = 2;

  static final int VALUE_STRING = 1;
  static final int VALUE_BOOL = 2;
  static final int VALUE_INT = 3;
  static final int VALUE_DOUBLE = 4;

  static final int KIND_INTERNAL = 1;
  static final int KIND_SERVER = 2;

  static final int CODE_ERROR = 2;

  static final int FLAG_SAMPLED = 0x1;
  static final int FLAG_REMOTE_IS_KNOWN = 0x100;
  static final int FLAG_REMOTE = 0x200;

  private OtlpFields() {}
}
