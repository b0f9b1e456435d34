package io.vdb.core.index;

import java.util.Arrays;

/** A set of ordinals as a bitmap that grows as needed. Not safe for concurrent change. */
public final class OrdinalBits implements OrdinalSet {

  private long[] words;

  /** An empty set with room for ordinals below {@code limit}. */
  public OrdinalBits(int limit) {
    words = new long[(limit + 63) >>> 6];
  }

  /** Adds an ordinal. */
  public void set(int ordinal) {
    int word = ordinal >>> 6;
    if (word >= words.length) {
      words = Arrays.copyOf(words, Math.max(word + 1, words.length * 2));
    }
    words[word] |= 1L << ordinal;
  }

  /** Takes an ordinal out. */
  public void clear(int ordinal) {
    int word = ordinal >>> 6;
    if (word < words.length) {
      words[word] &= ~(1L << ordinal);
    }
  }

  @Override
  public boolean contains(int ordinal) {
    int word = ordinal >>> 6;
    return word < words.length && (words[word] & (1L << ordinal)) != 0;
  }

  /** Returns the smallest ordinal at or above {@code from} that is in the set, or -1. */
  public int nextSet(int from) {
    int word = from >>> 6;
    if (word >= words.length) {
      return -1;
    }
    long bits = words[word] & (-1L << from);
    while (bits == 0) {
      if (++word == words.length) {
        return -1;
      }
      bits = words[word];
    }
    return (word << 6) + Long.numberOfTrailingZeros(bits);
  }

  /** Returns the smallest ordinal at or above {@code from} that is not in the set. */
  public int nextClear(int from) {
    int ordinal = from;
    while (contains(ordinal)) {
      ordinal++;
    }
    return ordinal;
  }

  /** Returns the exact number of ordinals, by counting. */
  @Override
  public int cardinality() {
    int count = 0;
    for (long word : words) {
      count += Long.bitCount(word);
    }
    return count;
  }
}
