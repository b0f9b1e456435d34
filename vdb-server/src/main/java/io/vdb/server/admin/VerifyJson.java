package io.vdb.server.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import io.vdb.core.verify.VerifyReport;
import java.io.IOException;

/** What a verification has shown, as JSON: the same from a server and from a stopped directory. */
public final class VerifyJson {

  private VerifyJson() {}

  /** Writes a report as one object. */
  public static void report(JsonGenerator out, VerifyReport report) throws IOException {
    out.writeStartObject();
    out.writeBooleanField("sound", report.isSound());
    out.writeStringField("started", report.started().toString());
    out.writeNumberField("seconds", report.seconds());
    out.writeNumberField("found", report.found());
    out.writeArrayFieldStart("checks");
    for (VerifyReport.Result result : report.results()) {
      out.writeStartObject();
      out.writeStringField("check", result.check().label());
      out.writeStringField("subject", result.subject());
      out.writeStringField("outcome", result.outcome().label());
      out.writeNumberField("examined", result.examined());
      out.writeNumberField("found", result.found());
      out.writeStringField("note", result.note());
      out.writeArrayFieldStart("findings");
      for (VerifyReport.Finding finding : result.findings()) {
        out.writeStartObject();
        out.writeStringField("file", finding.file());
        out.writeStringField("message", finding.message());
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
