package io.vdb.index.lucene;

import java.nio.ByteBuffer;
import org.apache.lucene.util.BytesRef;

/**
 * The terms that say what a payload holds: the path, a zero byte, a letter for the kind, the value.
 *
 * <p>All paths share one Lucene field, so that any number of them costs nothing. The kind is part of
 * the term, so integer 5, string "5" and true never meet; floating-point numbers have no term,
 * because nothing matches them by equality. Strings too long for a term stand there as their digest.
 */
final class PayloadTerms {

  private static final byte EXISTS = 'A';
  private static final byte NULL = 'B';
  private static final byte INNER_ARRAY = 'C';

  /** Kinds from here on are values. */
  private static final byte FIRST_VALUE = 'a';

  private static final byte BOOLEAN = 'b';
  private static final byte DIGEST = 'd';
  private static final byte LONG = 'l';
  private static final byte OTHER = 'o';
  private static final byte STRING = 's';

  /** Begins a term that no path begins. */
  private static final byte UNINDEXED_NUMBERS = 5;

  private static final int MAX_STRING = 64;

  private PayloadTerms() {}

  /** Returns the term of a path that leads to something other than null or an empty array. */
  static BytesRef exists(PathKey path) {
    return term(path, EXISTS, new byte[0]);
  }

  /** Returns the term of a path that leads to null. */
  static BytesRef isNull(PathKey path) {
    return term(path, NULL, new byte[0]);
  }

  /** Returns the term of a path that leads to this {@link Long}, {@link String} or {@link Boolean}. */
  static BytesRef value(PathKey path, Object value) {
    return switch (value) {
      case Boolean b -> term(path, BOOLEAN, new byte[] {(byte) (b ? 1 : 0)});
      case Long n -> term(path, LONG, ByteBuffer.allocate(Long.BYTES).putLong(n).array());
      case String s when s.length() <= MAX_STRING && Unicode.isWellFormed(s) -> {
        BytesRef utf8 = new BytesRef(s);
        yield term(path, STRING, utf8.bytes, utf8.length);
      }
      case String s -> term(path, DIGEST, Unicode.digest(s));
      default -> throw new IllegalArgumentException("no term for " + value.getClass());
    };
  }

  /** Returns what the terms of a path begin with that stand for whole numbers. */
  static BytesRef integerPrefix(PathKey path) {
    return term(path, LONG, new byte[0]);
  }

  /** Returns what the terms of a path begin with that stand for true and false. */
  static BytesRef booleanPrefix(PathKey path) {
    return term(path, BOOLEAN, new byte[0]);
  }

  /** Returns what the terms of a path begin with that stand for texts held as they are. */
  static BytesRef textPrefix(PathKey path) {
    return term(path, STRING, new byte[0]);
  }

  /** Returns what the terms of a path begin with that stand for texts held as their digest. */
  static BytesRef longTextPrefix(PathKey path) {
    return term(path, DIGEST, new byte[0]);
  }

  /** Returns the term of a path that leads to a value that no match condition can name. */
  static BytesRef other(PathKey path) {
    return term(path, OTHER, new byte[0]);
  }

  /** Returns the term of a path that leads to an array which is itself an element of one. */
  static BytesRef innerArray(PathKey path) {
    return term(path, INNER_ARRAY, new byte[0]);
  }

  /** Returns what every term of the path begins with. */
  static BytesRef prefix(PathKey path) {
    BytesRef bytes = path.bytes();
    byte[] prefix = new byte[bytes.length + 1];
    System.arraycopy(bytes.bytes, bytes.offset, prefix, 0, bytes.length);
    return new BytesRef(prefix);
  }

  /** Returns where, in order, the terms of the path begin that stand for values. */
  static BytesRef firstValue(PathKey path) {
    return term(path, FIRST_VALUE, new byte[0]);
  }

  /**
   * Returns the term of a document some of whose numbers are in no points field. Documents are told
   * apart roughly by the outermost field, so that a filter looks at few that it need not.
   */
  static BytesRef unindexedNumbers(String outermostField) {
    return new BytesRef(new byte[] {UNINDEXED_NUMBERS, (byte) outermostField.hashCode()});
  }

  private static BytesRef term(PathKey path, byte kind, byte[] value) {
    return term(path, kind, value, value.length);
  }

  private static BytesRef term(PathKey path, byte kind, byte[] value, int length) {
    BytesRef bytes = path.bytes();
    byte[] term = new byte[bytes.length + 2 + length];
    System.arraycopy(bytes.bytes, bytes.offset, term, 0, bytes.length);
    term[bytes.length + 1] = kind;
    System.arraycopy(value, 0, term, bytes.length + 2, length);
    return new BytesRef(term);
  }
}
