package io.vdb.server.rest;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.MediaType;
import io.vdb.server.api.ApiException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Takes the JSON text out of a request, decompressed when need be. */
final class BodyReader {

  private final long limit;

  BodyReader(long limit) {
    this.limit = limit;
  }

  byte[] read(AggregatedHttpRequest request) {
    checkType(request.contentType());
    byte[] body = request.content().array();
    String encoding = request.headers().get(HttpHeaderNames.CONTENT_ENCODING, "identity");
    return switch (encoding.toLowerCase(Locale.ROOT)) {
      case "identity" -> checked(body);
      case "gzip", "x-gzip" -> inflated(body);
      default ->
          throw ApiException.malformed(
              "Payload error: this server takes Content-Encoding gzip or identity");
    };
  }

  /** A web page can post text to any address without asking, but not JSON. */
  private static void checkType(@Nullable MediaType type) {
    if (type == null
        || !(type.subtype().equals("json") || type.subtype().endsWith("+json"))) {
      throw ApiException.malformed("Content type error: expected application/json");
    }
  }

  private byte[] checked(byte[] body) {
    if (body.length > limit) {
      throw ApiErrors.tooLarge(body.length, limit);
    }
    return body;
  }

  private byte[] inflated(byte[] compressed) {
    byte[] body;
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      body = in.readNBytes(Math.toIntExact(limit + 1));
    } catch (IOException e) {
      throw ApiException.malformed("Payload error: the body is not valid gzip");
    }
    if (body.length > limit) {
      throw ApiErrors.tooLarge(0, limit);
    }
    return body;
  }
}
