package io.vdb.server.rest;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.vdb.observability.spi.Exposition;
import io.vdb.observability.spi.Observability;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Answers scrapes with what the backends expose. */
final class MetricsService implements HttpService {

  private static final String NAMES = "name[]";

  private final Observability observability;
  private final Executor scrapes;
  private final ApiErrors errors;

  MetricsService(Observability observability, Executor scrapes, ApiErrors errors) {
    this.observability = observability;
    this.scrapes = scrapes;
    this.errors = errors;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    long startNanos = System.nanoTime();
    CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
    try {
      scrapes.execute(() -> answer.complete(answer(ctx, request, startNanos)));
    } catch (RejectedExecutionException e) {
      answer.complete(Answers.error(ctx, errors.of(e), startNanos));
    }
    return HttpResponse.of(answer);
  }

  private HttpResponse answer(ServiceRequestContext ctx, HttpRequest request, long startNanos) {
    try {
      Exposition exposition =
          observability
              .capability(Exposition.class)
              .orElseThrow(
                  () ->
                      ApiException.notFound(
                          "no observability backend exposes metrics: add one that does, such as"
                              + " prometheus, to vdb.observability.backends"));
      return scrape(exposition, ctx, request);
    } catch (RuntimeException | IOException e) {
      return Answers.error(ctx, errors.of(e), startNanos);
    }
  }

  private static HttpResponse scrape(
      Exposition exposition, ServiceRequestContext ctx, HttpRequest request) throws IOException {
    String accept = request.headers().get(HttpHeaderNames.ACCEPT, "");
    MediaType type = MediaType.parse(exposition.contentType(accept));
    if (request.method() == HttpMethod.HEAD) {
      return HttpResponse.of(ResponseHeaders.builder(HttpStatus.OK).contentType(type).build());
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream(64 * 1_024);
    exposition.write(accept, Set.copyOf(ctx.queryParams().getAll(NAMES)), text);
    return Answers.large(HttpStatus.OK, type, text.toByteArray(), request.headers());
  }
}
