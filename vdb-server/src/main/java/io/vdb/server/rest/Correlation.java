package io.vdb.server.rest;

import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.AttributeKey;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** The id that joins everything a request causes. */
final class Correlation {

  static final String HEADER = "x-correlation-id";
  private static final String REQUEST_ID = "x-request-id";
  private static final String FIELD = "correlation_id";
  private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._-]{1,128}");
  private static final AttributeKey<String> ID = AttributeKey.valueOf(Correlation.class, "ID");

  private Correlation() {}

  /** Takes the client's id, or makes one, and has it sent back. */
  static void attach(ServiceRequestContext ctx, RequestHeaders headers) {
    String id = wellFormed(headers.get(HEADER));
    if (id == null) {
      id = wellFormed(headers.get(REQUEST_ID));
    }
    if (id == null) {
      id = UUID.randomUUID().toString();
    }
    ctx.setAttr(ID, id);
    ctx.setAdditionalResponseHeader(HEADER, id);
  }

  private static @Nullable String wellFormed(@Nullable String id) {
    return id != null && WELL_FORMED.matcher(id).matches() ? id : null;
  }

  /** Runs something whose log lines carry the id. */
  static void run(ServiceRequestContext ctx, Runnable task) {
    String id = ctx.attr(ID);
    if (id == null) {
      task.run();
      return;
    }
    try (MDC.MDCCloseable _ = MDC.putCloseable(FIELD, id)) {
      task.run();
    }
  }
}
