package io.vdb.server.cli.verify;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vdb.core.verify.VerifyReport;
import io.vdb.server.admin.VerifyJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;

/** What a verification has shown, for people and programs. */
public final class Reports {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Reports() {}

  /** Returns a report as a server would tell it. */
  public static JsonNode toJson(VerifyReport report) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      VerifyJson.report(out, report);
    }
    return JSON.readTree(bytes.toByteArray());
  }

  /** Tells whether nothing is wrong. */
  public static boolean isSound(JsonNode report) {
    return report.path("sound").asBoolean();
  }

  /** Writes a report for people. */
  public static void print(JsonNode report, PrintWriter out) {
    for (JsonNode check : report.path("checks")) {
      String outcome = check.path("outcome").asText();
      out.printf(
          Locale.ROOT,
          "%-8s %-14s %-24s %s%n",
          outcome.equals("failed") ? "FAILED" : outcome,
          check.path("check").asText(),
          text(check, "subject"),
          said(check));
      for (JsonNode finding : check.path("findings")) {
        String file = text(finding, "file");
        out.printf(
            "           %s%s%n",
            file.isEmpty() ? "" : file + ": ", finding.path("message").asText());
      }
      long more = check.path("found").asLong() - check.path("findings").size();
      if (more > 0) {
        out.printf(Locale.ROOT, "           and %,d more%n", more);
      }
    }
    out.printf(
        Locale.ROOT,
        "%n%s: %d checks, %d findings, %.1f s%n",
        isSound(report) ? "whole" : "NOT whole",
        report.path("checks").size(),
        report.path("found").asLong(),
        report.path("seconds").asDouble());
  }

  private static String said(JsonNode check) {
    String note = text(check, "note");
    return note.isEmpty()
        ? String.format(Locale.ROOT, "%,d looked at", check.path("examined").asLong())
        : note;
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).isTextual() ? node.path(field).asText() : "";
  }
}
