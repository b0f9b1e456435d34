package io.vdb.server.grpc.admin;

import io.vdb.core.error.ErrorCode;
import io.vdb.core.error.VdbException;
import io.vdb.core.verify.VerifyOrder;
import io.vdb.core.verify.VerifyReport;
import io.vdb.core.verify.VerifyScope;
import io.vdb.server.admin.IntegrityRun;
import io.vdb.server.proto.admin.v1.Finding;
import io.vdb.server.proto.admin.v1.StartVerificationRequest;
import io.vdb.server.proto.admin.v1.Verification;
import io.vdb.server.proto.admin.v1.VerificationCheck;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** Turns messages about verifications into what they mean, and back. */
final class VerifyMessages {

  private VerifyMessages() {}

  static VerifyOrder order(StartVerificationRequest request) {
    Set<VerifyScope> scopes = EnumSet.noneOf(VerifyScope.class);
    for (String name : request.getWhatList()) {
      scopes.add(scope(name));
    }
    int sample = request.getSample();
    if (sample < 0 || sample > VerifyOrder.MAX_SAMPLE) {
      throw new VdbException(
          ErrorCode.INVALID_ARGUMENT,
          "sample: expected a whole number from 1 to " + VerifyOrder.MAX_SAMPLE);
    }
    return new VerifyOrder(
        scopes.isEmpty() ? EnumSet.allOf(VerifyScope.class) : scopes,
        request.getCollection().isEmpty() ? null : request.getCollection(),
        sample == 0 ? VerifyOrder.DEFAULT_SAMPLE : sample,
        request.getSeed());
  }

  private static VerifyScope scope(String name) {
    for (VerifyScope scope : VerifyScope.values()) {
      if (scope.label().equals(name)) {
        return scope;
      }
    }
    throw new VdbException(
        ErrorCode.INVALID_ARGUMENT, "what: expected data, index, aliases or snapshot");
  }

  static Verification run(IntegrityRun run) {
    VerifyReport report = run.report();
    Verification.Builder message =
        Verification.newBuilder()
            .setId(run.id())
            .setState(
                Verification.State.valueOf("STATE_" + run.state().name().toUpperCase(Locale.ROOT)))
            .setCurrent(run.current())
            .setError(run.error())
            .setSound(report.isSound())
            .setStarted(AdminMessages.time(report.started()))
            .setSeconds(report.seconds())
            .setFound(report.found());
    report.results().forEach(result -> message.addChecks(check(result)));
    return message.build();
  }

  private static VerificationCheck check(VerifyReport.Result result) {
    VerificationCheck.Builder check =
        VerificationCheck.newBuilder()
            .setCheck(result.check().label())
            .setSubject(Objects.requireNonNullElse(result.subject(), ""))
            .setOutcome(result.outcome().label())
            .setExamined(result.examined())
            .setFound(result.found())
            .setNote(Objects.requireNonNullElse(result.note(), ""));
    for (VerifyReport.Finding finding : result.findings()) {
      check.addFindings(
          Finding.newBuilder()
              .setFile(Objects.requireNonNullElse(finding.file(), ""))
              .setMessage(finding.message()));
    }
    return check.build();
  }
}
