package io.vdb.server.config;

import java.util.List;

/** A configuration that cannot be used. Carries every problem that was found, one line each. */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  /** Reports problems; there must be at least one. */
  public ConfigException(List<String> problems) {
    super(String.join("; ", problems));
    this.problems = List.copyOf(problems);
  }

  /** Returns the problems, each one line that says where it is and what would be right. */
  public List<String> problems() {
    return problems;
  }
}
