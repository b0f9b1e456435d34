package io.vdb.server.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vdb.server.admin.IntegrityRun;
import io.vdb.server.admin.VerifyJson;
import java.io.IOException;
import java.util.Optional;

/** Writes what a verification has shown. */
final class VerifyWriter {

  private VerifyWriter() {}

  /** Writes the verification that was begun last, or null. */
  static void run(JsonGenerator out, Optional<IntegrityRun> latest) throws IOException {
    out.writeStartObject();
    if (latest.isEmpty()) {
      out.writeNullField("verification");
    } else {
      out.writeFieldName("verification");
      run(out, latest.get());
    }
    out.writeEndObject();
  }

  private static void run(JsonGenerator out, IntegrityRun run) throws IOException {
    out.writeStartObject();
    out.writeNumberField("id", run.id());
    out.writeStringField("state", run.state().label());
    out.writeStringField("current", run.current());
    out.writeStringField("error", run.error());
    out.writeFieldName("report");
    VerifyJson.report(out, run.report());
    out.writeEndObject();
  }
}
