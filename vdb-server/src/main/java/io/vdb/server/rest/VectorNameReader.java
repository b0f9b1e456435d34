package io.vdb.server.rest;

import io.vdb.server.api.AddedVector;
import io.vdb.server.api.NewSparseVector;
import io.vdb.server.api.NewVector;
import java.io.IOException;

/** Reads what a vector is that a collection is to get. */
final class VectorNameReader {

  private final JsonReader in;
  private final AddedVector vector;

  private VectorNameReader(JsonReader in, AddedVector vector) {
    this.in = in;
    this.vector = vector;
  }

  static AddedVector read(byte[] body, AddedVector vector) {
    return JsonReader.read(body, in -> new VectorNameReader(in, vector).read());
  }

  private AddedVector read() throws IOException {
    in.object(
        name -> {
          switch (name) {
            case "dense" -> dense(vector.dense());
            case "sparse" -> {
              NewSparseVector sparse = vector.sparse();
              in.object(field -> sparse(sparse, field));
            }
            default -> throw in.unknownField(name, "dense", "sparse");
          }
        });
    return vector.complete(in);
  }

  private void dense(NewVector dense) throws IOException {
    in.object(field -> dense(dense, field));
    String missing = dense.missing();
    if (missing != null) {
      throw in.missing(missing);
    }
  }

  private void dense(NewVector dense, String field) throws IOException {
    switch (field) {
      case "size" -> dense.size(in, in.usize());
      case "distance" -> dense.distance(in, in.string());
      case "datatype" -> {
        if (!in.isNull()) {
          dense.datatype(in, in.string());
        }
      }
      case "multivector_config" -> {
        if (!in.isNull()) {
          CreateCollectionReader.readRows(in, dense);
        }
      }
      default ->
          throw in.unknownField(field, "size", "distance", "multivector_config", "datatype");
    }
  }

  private void sparse(NewSparseVector sparse, String field) throws IOException {
    switch (field) {
      case "modifier" -> {
        if (!in.isNull()) {
          sparse.modifier(in, in.string());
        }
      }
      case "datatype" -> {
        if (!in.isNull()) {
          sparse.datatype(in, in.string());
        }
      }
      default -> throw in.unknownField(field, "modifier", "datatype");
    }
  }
}
