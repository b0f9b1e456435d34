package io.vdb.core.model;

import io.vdb.core.error.VdbException;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one dense vector of a collection.
 *
 * @param size number of components, 1 to 65,536
 * @param distance how vectors are compared
 * @param dataType how components are stored
 * @param hnsw parameters of its graph; those of the collection when absent
 * @param multi whether a point has several rows of it
 * @param since number of the last operation on the collection before it had this vector; 0 when it
 *     always had it
 */
public record VectorConfig(
    int size,
    Distance distance,
    DataType dataType,
    @Nullable HnswConfig hnsw,
    boolean multi,
    long since) {

  /** Largest number of components. */
  public static final int MAX_SIZE = 65_536;

  /** Checks the size. */
  public VectorConfig {
    if (size < 1 || size > MAX_SIZE) {
      throw VdbException.invalid("vector size must be in 1.." + MAX_SIZE + ", but is " + size);
    }
  }

  /** A vector of a collection that always had it. */
  public VectorConfig(
      int size, Distance distance, DataType dataType, @Nullable HnswConfig hnsw, boolean multi) {
    this(size, distance, dataType, hnsw, multi, 0);
  }

  /** A vector with default parameters. */
  public static VectorConfig of(int size, Distance distance) {
    return new VectorConfig(size, distance, DataType.FLOAT32, null, false);
  }

  /** Returns the same with other parameters of its graph; with those of the collection when null. */
  public VectorConfig withHnsw(@Nullable HnswConfig parameters) {
    return new VectorConfig(size, distance, dataType, parameters, multi, since);
  }

  /** Returns the same with components of another type. */
  public VectorConfig withDataType(DataType type) {
    return new VectorConfig(size, distance, type, hnsw, multi, since);
  }

  /** Returns the same with several rows for each point. */
  public VectorConfig withRows() {
    return new VectorConfig(size, distance, dataType, hnsw, true, since);
  }

  /** Returns the same of a collection that has it since after this operation. */
  public VectorConfig withSince(long sequence) {
    return new VectorConfig(size, distance, dataType, hnsw, multi, sequence);
  }

  /** Tells whether vectors are brought to unit length; bytes could not hold that. */
  public boolean isNormalized() {
    return distance == Distance.COSINE && dataType != DataType.UINT8;
  }

  /** Tells whether it is stored as it is given, one row for a point. */
  public boolean isPlain() {
    return dataType == DataType.FLOAT32 && !multi;
  }
}
