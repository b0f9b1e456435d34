package io.vdb.server.rest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.vdb.server.admin.Admin;
import io.vdb.server.admin.Bytes;
import io.vdb.server.admin.MetricsText;
import io.vdb.server.request.KeyRefusals;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Answers scrapes with what the backends expose. */
final class MetricsService implements HttpService {

  private static final String NAMES = "name[]";
  private static final String BY_COLLECTION = "per_collection";

  private final Gate gate;
  private final MetricsText metrics;
  private final Executor scrapes;
  private final ApiErrors errors;

  MetricsService(Admin admin, Executor scrapes, ApiErrors errors, KeyRefusals refusals) {
    this.gate = new Gate((shown, _) -> admin.access().metrics(shown), refusals);
    this.metrics = admin.metrics();
    this.scrapes = scrapes;
    this.errors = errors;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    long startNanos = System.nanoTime();
    CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
    try {
      gate.check(ctx, "/metrics");
      scrapes.execute(() -> answer.complete(answer(ctx, request, startNanos)));
    } catch (Throwable e) {
      answer.complete(Answers.failure(ctx, errors, e, startNanos));
    }
    return HttpResponse.of(answer);
  }

  private HttpResponse answer(ServiceRequestContext ctx, HttpRequest request, long startNanos) {
    try {
      return scrape(ctx, request);
    } catch (Throwable e) {
      return Answers.failure(ctx, errors, e, startNanos);
    }
  }

  private HttpResponse scrape(ServiceRequestContext ctx, HttpRequest request) {
    String accept = request.headers().get(HttpHeaderNames.ACCEPT, "");
    boolean gzip = Answers.takesGzip(request.headers());
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.parse(metrics.contentType(accept)))
            .set(HttpHeaderNames.VARY, "accept, accept-encoding");
    if (gzip) {
      headers.set(HttpHeaderNames.CONTENT_ENCODING, "gzip");
    }
    // For HEAD as well: Armeria sends no body then, and the length is told as GET would tell it.
    Bytes text =
        metrics.write(
            accept,
            Set.copyOf(ctx.queryParams().getAll(NAMES)),
            gzip,
            Boolean.parseBoolean(ctx.queryParams().get(BY_COLLECTION, "false")));
    return HttpResponse.of(
        headers.contentLength(text.length()).build(),
        HttpData.wrap(text.array(), 0, text.length()));
  }
}
