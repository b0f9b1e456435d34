package io.vdb.it.reference;

/**
 * A number, and by how much a server that computes with 32-bit floats may be off.
 *
 * @param room 0 when it has to be the same
 */
record Measure(double value, double room) {

  /** Rounding of sums of a few floats, relative to what is added up; well below 1e-5. */
  static final double ROUNDING = 2e-6;

  /** A number that was added up from others of this size. */
  static Measure rounded(double value, double magnitude) {
    return new Measure(value, ROUNDING * magnitude + 1e-8);
  }

  /**
   * Tells whether this is more than another.
   *
   * @throws Undecided when that is a matter of rounding
   */
  boolean exceeds(Measure other) {
    if (value == other.value) {
      return false; // the same numbers were added up, so rounding is the same
    }
    if (Math.abs(value - other.value) <= room + other.room) {
      throw new Undecided();
    }
    return value > other.value;
  }

  Measure minus(Measure other) {
    return new Measure(value - other.value, room + other.room);
  }

  Measure plus(Measure other) {
    double sum = value + other.value;
    return new Measure(sum, room + other.room + 1e-7 * Math.abs(sum));
  }

  Measure negated() {
    return new Measure(-value, room);
  }

  /** Returns the larger of two, of which it may be unknown which one that is. */
  Measure orLarger(Measure other) {
    return new Measure(Math.max(value, other.value), Math.max(room, other.room));
  }

  /** Returns the square root. */
  Measure root() {
    double root = Math.sqrt(Math.max(0, value));
    double widest = Math.sqrt(room);
    double off = root > 0 ? Math.min(widest, room / root) : widest;
    return new Measure(root, off + 1e-7 * root);
  }

  /** Squeezes the number into -1 to 1. */
  Measure squeezed() {
    double stretch = 1 + Math.abs(value);
    return new Measure(value / stretch, room / (stretch * stretch) + 2e-7);
  }

  /** Squeezes the number into 0 to 1. */
  Measure share() {
    Measure squeezed = squeezed();
    return new Measure((squeezed.value + 1) / 2, squeezed.room / 2);
  }
}
