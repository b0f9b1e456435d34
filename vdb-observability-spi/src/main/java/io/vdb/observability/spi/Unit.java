package io.vdb.observability.spi;

/** What a metric counts in; told by the end of its name. */
public enum Unit {
  /** Seconds. */
  SECONDS("s"),
  /** Bytes. */
  BYTES("By"),
  /** A share from 0 to 1. */
  RATIO("1"),
  /** Things, as the name says. */
  NONE("");

  private final String ucum;

  Unit(String ucum) {
    this.ucum = ucum;
  }

  /**
   * Returns the unit's code; empty for things that are counted.
   *
   * @see <a href="https://ucum.org/ucum">The Unified Code for Units of Measure</a>
   */
  public String ucum() {
    return ucum;
  }

  /** Returns the unit in which a metric of this name counts. */
  static Unit ofName(String name) {
    String base = name.endsWith("_total") ? name.substring(0, name.length() - 6) : name;
    if (base.endsWith("_seconds")) {
      return SECONDS;
    }
    if (base.endsWith("_bytes")) {
      return BYTES;
    }
    return base.endsWith("_ratio") ? RATIO : NONE;
  }
}
