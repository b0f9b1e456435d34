package io.vdb.server.rest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import io.vdb.server.BuildInfo;
import io.vdb.server.lifecycle.Readiness;

/** Answers that need neither data nor another thread. */
final class ProbeServices {

  private ProbeServices() {}

  static HttpService root(BuildInfo build) {
    byte[] body =
        Envelope.write(
            out -> {
              out.writeStringField("title", BuildInfo.TITLE);
              out.writeStringField("version", BuildInfo.PROTOCOL_VERSION);
              out.writeStringField("commit", build.commit());
            });
    return (ctx, request) -> HttpResponse.of(HttpStatus.OK, MediaType.JSON, HttpData.wrap(body));
  }

  /** Says that the process lives. */
  static HttpService alive(String probe) {
    return (ctx, request) -> Answers.text(HttpStatus.OK, probe + " check passed");
  }

  /** Says whether requests are served. */
  static HttpService ready(Readiness readiness) {
    return (ctx, request) ->
        readiness.isReady()
            ? Answers.text(HttpStatus.OK, "all shards are ready")
            : Answers.text(HttpStatus.SERVICE_UNAVAILABLE, "some shards are not ready");
  }
}
