package io.vdb.server.rest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.AttributeKey;
import io.vdb.server.api.ApiException;
import io.vdb.server.api.ErrorKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Makes HTTP responses. */
final class Answers {

  /** What went wrong, for metric, log and span. */
  static final AttributeKey<ApiException> FAILURE =
      AttributeKey.valueOf(Answers.class, "FAILURE");

  /** Below this, compressing costs more than it saves. */
  private static final int COMPRESSED_FROM_BYTES = 16 * 1_024;

  private static final String CHALLENGE = "Bearer realm=\"vdb\"";

  private Answers() {}

  /** A JSON answer, compressed when it is large and the client takes that. Not for event loops. */
  static HttpResponse json(HttpStatus status, byte[] body, RequestHeaders request) {
    return large(status, MediaType.JSON, body, request);
  }

  /** An answer of any type, compressed when it is large and the client takes that. */
  static HttpResponse large(
      HttpStatus status, MediaType type, byte[] body, RequestHeaders request) {
    if (body.length < COMPRESSED_FROM_BYTES || !takesGzip(request)) {
      return HttpResponse.of(status, type, HttpData.wrap(body));
    }
    ResponseHeaders headers =
        ResponseHeaders.builder(status)
            .contentType(type)
            .set(HttpHeaderNames.CONTENT_ENCODING, "gzip")
            .set(HttpHeaderNames.VARY, "accept-encoding")
            .build();
    return HttpResponse.of(headers, HttpData.wrap(gzip(body)));
  }

  static HttpResponse text(HttpStatus status, String text) {
    return HttpResponse.of(status, MediaType.PLAIN_TEXT_UTF_8, text);
  }

  /** A request without the right key: in words alone, as Qdrant's clients know it. */
  static HttpResponse unauthenticated(ServiceRequestContext ctx, String words) {
    ctx.setAttr(FAILURE, new ApiException(ErrorKind.UNAUTHENTICATED, words));
    return HttpResponse.of(
        ResponseHeaders.builder(HttpStatus.UNAUTHORIZED)
            .contentType(MediaType.PLAIN_TEXT_UTF_8)
            .set(HttpHeaderNames.WWW_AUTHENTICATE, CHALLENGE)
            .build(),
        HttpData.ofUtf8(words));
  }

  /** An error in the shape of the API. */
  static HttpResponse error(ServiceRequestContext ctx, ApiException error, long startNanos) {
    ctx.setAttr(FAILURE, error);
    if (error.refusal() != null) {
      error.refusal().note(ctx);
    }
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatuses.of(error.kind())).contentType(MediaType.JSON);
    error
        .retryAfterSeconds()
        .ifPresent(seconds -> headers.set(HttpHeaderNames.RETRY_AFTER, Long.toString(seconds)));
    if (error.kind() == ErrorKind.UNAUTHENTICATED) {
      headers.set(HttpHeaderNames.WWW_AUTHENTICATE, CHALLENGE);
    }
    return HttpResponse.of(
        headers.build(), HttpData.wrap(Envelope.error(error.text(), startNanos)));
  }

  /**
   * An answer to whatever was thrown, errors of the JVM and of plugins included: a request that gets
   * none holds what it has taken.
   */
  static HttpResponse failure(
      ServiceRequestContext ctx, ApiErrors errors, Throwable cause, long startNanos) {
    try {
      return error(ctx, errors.of(cause), startNanos);
    } catch (Throwable _) {
      return HttpResponse.ofFailure(cause); // as when there is no memory for an answer either
    }
  }

  static boolean takesGzip(RequestHeaders request) {
    String accepted = request.get(HttpHeaderNames.ACCEPT_ENCODING, "");
    for (String part : accepted.split(",", -1)) {
      String[] coding = part.strip().split(";", 2);
      if (coding[0].strip().equalsIgnoreCase("gzip")) {
        return coding.length == 1 || !coding[1].strip().matches("q\\s*=\\s*0(\\.0*)?");
      }
    }
    return false;
  }

  private static byte[] gzip(byte[] body) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(body.length / 4);
    try (GZIPOutputStream out =
        new GZIPOutputStream(compressed) {
          {
            def.setLevel(Deflater.BEST_SPEED);
          }
        }) {
      out.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return compressed.toByteArray();
  }
}
