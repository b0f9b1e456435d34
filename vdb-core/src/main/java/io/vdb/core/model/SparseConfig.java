package io.vdb.core.model;

/**
 * Settings of one sparse vector of a collection.
 *
 * @param idf whether components of a query are weighted by how rare they are in the collection
 * @param since number of the last operation on the collection before it had this vector; 0 when it
 *     always had it
 */
public record SparseConfig(boolean idf, long since) {

  /** A vector of a collection that always had it. */
  public SparseConfig(boolean idf) {
    this(idf, 0);
  }

  /** Returns the same of a collection that has it since after this operation. */
  public SparseConfig withSince(long sequence) {
    return new SparseConfig(idf, sequence);
  }

  /** Returns the same with or without weights. */
  public SparseConfig withIdf(boolean weighted) {
    return new SparseConfig(weighted, since);
  }
}
