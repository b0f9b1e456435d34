package io.vdb.core.verify;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What looking at everything showed.
 *
 * @param started when it began
 * @param seconds how long it took, so far
 * @param results of all checks, in their order
 */
public record VerifyReport(Instant started, double seconds, List<Result> results) {

  /** Copies the list. */
  public VerifyReport {
    results = List.copyOf(results);
  }

  /** How a check ended. */
  public enum Outcome {
    /** Nothing is wrong. */
    OK,
    /** Something is. */
    FAILED,
    /** It could not be looked at here. */
    SKIPPED;

    /** Returns its name in answers and metrics. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Something that is wrong.
   *
   * @param file where; absent where it is in no single file
   * @param message what, for people
   */
  public record Finding(@Nullable String file, String message) {}

  /**
   * What a check showed.
   *
   * @param check which one
   * @param subject name of the collection, or of the file; absent where it is about all
   * @param outcome how it ended
   * @param examined how many records, files, points, nodes or names were looked at
   * @param findings the first of them
   * @param found how many there were
   * @param note what else there is to say, such as why it was skipped
   */
  public record Result(
      VerifyCheck check,
      @Nullable String subject,
      Outcome outcome,
      long examined,
      List<Finding> findings,
      long found,
      @Nullable String note) {

    /** Copies the list. */
    public Result {
      findings = List.copyOf(findings);
    }
  }

  /** Returns how many findings there are in all. */
  public long found() {
    return results.stream().mapToLong(Result::found).sum();
  }

  /** Tells whether nothing is wrong. */
  public boolean isSound() {
    return found() == 0;
  }
}
