package io.vdb.it.reference;

/** What is asked depends on how a number is rounded: there is more than one right answer. */
final class Undecided extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Undecided() {
    super("a matter of rounding", null, false, false);
  }
}
