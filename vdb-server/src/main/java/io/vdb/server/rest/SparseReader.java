package io.vdb.server.rest;

import io.vdb.core.model.VectorValue;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads a sparse vector field by field: {@code indices} and {@code values}, in any order. */
final class SparseReader {

  private static final int FIRST_LENGTH = 64;
  private static final long MAX_INDEX = 0xFFFF_FFFFL;

  private final JsonReader in;
  private int @Nullable [] indices;
  private float @Nullable [] values;

  SparseReader(JsonReader in) {
    this.in = in;
  }

  /** Reads a whole object, which is no vector of any other kind. */
  static VectorValue.Sparse object(JsonReader in) throws IOException {
    SparseReader sparse = new SparseReader(in);
    in.object(
        name -> {
          if (!sparse.read(name)) {
            throw VectorInputReader.isVectorField(name)
                ? in.unsupported("documents and images")
                : in.unknownField(name, "indices", "values");
          }
        });
    return sparse.vector();
  }

  /** Reads a field, or tells that it is none of a sparse vector. */
  boolean read(String name) throws IOException {
    switch (name) {
      case "indices" -> indices = readIndices();
      case "values" -> values = readValues();
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Tells whether a field of it was read. */
  boolean isGiven() {
    return indices != null || values != null;
  }

  /** Returns the vector, checked. */
  VectorValue.Sparse vector() {
    if (indices == null) {
      throw in.missing("indices");
    }
    if (values == null) {
      throw in.missing("values");
    }
    return in.sparse(indices, values);
  }

  /** An array of numbers that grows. */
  private static final class Numbers {
    private int[] indices = new int[FIRST_LENGTH];
    private float[] values = new float[0];
    private int length;
  }

  private int[] readIndices() throws IOException {
    Numbers read = new Numbers();
    in.array(
        () -> {
          if (read.length == read.indices.length) {
            read.indices = Arrays.copyOf(read.indices, 2 * read.length);
          }
          read.indices[read.length++] = index();
        });
    return Arrays.copyOf(read.indices, read.length);
  }

  private int index() throws IOException {
    long index = in.count();
    if (index > MAX_INDEX) {
      throw in.malformed("invalid value: integer `" + index + "`, expected u32");
    }
    return (int) index;
  }

  private float[] readValues() throws IOException {
    Numbers read = new Numbers();
    read.values = new float[FIRST_LENGTH];
    in.array(
        () -> {
          if (read.length == read.values.length) {
            read.values = Arrays.copyOf(read.values, 2 * read.length);
          }
          read.values[read.length++] = in.f32();
        });
    return Arrays.copyOf(read.values, read.length);
  }
}
