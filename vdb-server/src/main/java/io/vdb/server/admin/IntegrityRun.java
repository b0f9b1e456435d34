package io.vdb.server.admin;

import io.vdb.core.verify.VerifyReport;

/**
 * A verification, as it is at one moment.
 *
 * @param id its number, from 1 on since the server started
 * @param state where it is
 * @param current what is being looked at; empty when nothing is
 * @param report what is known so far
 * @param error why it ended before everything was looked at; empty where it did not
 */
public record IntegrityRun(
    long id, State state, String current, VerifyReport report, String error) {

  /** Where a verification can be. */
  public enum State {
    /** It goes on. */
    RUNNING("running"),
    /** Everything was looked at. */
    COMPLETED("completed"),
    /** It was given up. */
    CANCELLED("cancelled"),
    /** It could not go on. */
    FAILED("failed");

    private final String label;

    State(String label) {
      this.label = label;
    }

    /** Returns its name in answers. */
    public String label() {
      return label;
    }
  }
}
