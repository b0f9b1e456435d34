package io.vdb.server.request;

import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpHeadersBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.AttributeKey;
import io.vdb.observability.spi.Context;
import io.vdb.observability.spi.TraceContext;
import io.vdb.observability.spi.Tracer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Begins requests: takes or makes their ids, starts their span, and has both sent back with whatever
 * is answered. Safe for concurrent use.
 */
public final class RequestRoots {

  private static final String TRACE_PARENT = "traceparent";
  private static final String TRACE_STATE = "tracestate";
  private static final String TRACE_RESPONSE = "traceresponse";
  private static final String TRACE_ID = "x-trace-id";
  private static final AttributeKey<Context> CONTEXT =
      AttributeKey.valueOf(RequestRoots.class, "CONTEXT");

  private final Tracer tracer;

  /** Roots whose spans this tracer starts. */
  public RequestRoots(Tracer tracer) {
    this.tracer = tracer;
  }

  /**
   * Begins a request.
   *
   * @param name of its span, of low cardinality
   * @param startNanos when it began, as {@link System#nanoTime} tells it
   */
  public Context begin(ServiceRequestContext ctx, String name, long startNanos) {
    return attach(ctx, root(tracer, ctx.request().headers(), name, startNanos));
  }

  /** Begins a probe or a scrape: it has ids like any request and is never recorded. */
  public static Context beginUnrecorded(ServiceRequestContext ctx) {
    return attach(ctx, unrecorded(ctx.request().headers()));
  }

  /** Returns ids for a request that never got as far as having a context. */
  public static Context unrecorded(HttpHeaders headers) {
    return root(Tracer.none(), headers, "", 0);
  }

  private static Context root(
      Tracer tracer, HttpHeaders headers, String name, long startNanos) {
    TraceContext parent = TraceContext.parse(headers.get(TRACE_PARENT), traceState(headers));
    return Context.of(CorrelationIds.of(headers), tracer.request(name, parent, startNanos));
  }

  /** A list may come in several headers, which mean what they say in one. */
  private static @Nullable String traceState(HttpHeaders headers) {
    List<String> parts = headers.getAll(TRACE_STATE);
    return parts.isEmpty() ? null : String.join(",", parts);
  }

  private static Context attach(ServiceRequestContext ctx, Context context) {
    ctx.setAttr(CONTEXT, context);
    HttpHeaders request = ctx.request().headers();
    ctx.mutateAdditionalResponseHeaders(answer -> addIds(answer, context, request));
    return context;
  }

  /**
   * Adds the headers that tell a client its ids, each under the name that it came by.
   *
   * @param request headers of the request
   */
  public static void addIds(HttpHeadersBuilder headers, Context context, HttpHeaders request) {
    TraceContext trace = context.span().context();
    String parent = trace.traceparent();
    headers
        .set(CorrelationIds.HEADER, context.correlationId())
        .set(TRACE_PARENT, parent)
        .set(TRACE_RESPONSE, parent)
        .set(TRACE_ID, trace.traceId());
    String requestId = CorrelationIds.requestId(request);
    if (requestId != null) {
      headers.set(CorrelationIds.REQUEST_ID, requestId);
    }
  }

  /** Tells whether a request has begun. */
  public static boolean hasBegun(ServiceRequestContext ctx) {
    return ctx.hasAttr(CONTEXT);
  }

  /** Returns the context of a request; {@link Context#NONE} before it has begun. */
  public static Context of(ServiceRequestContext ctx) {
    Context context = ctx.attr(CONTEXT);
    return context == null ? Context.NONE : context;
  }
}
