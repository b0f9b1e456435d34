package io.vdb.server.grpc.qdrant;

import io.vdb.server.api.ApiException;
import io.vdb.server.api.Place;
import org.jspecify.annotations.Nullable;

/** A place in a message. Its text is put together only when somebody asks for it. */
final class Field implements Place {

  /** The message itself. */
  static final Field ROOT = new Field(null, "");

  private static final String WHERE = "body";

  private final @Nullable Field parent;
  private final String name;

  private Field(@Nullable Field parent, String name) {
    this.parent = parent;
    this.name = name;
  }

  /** Returns the place of a field of the message that is here. */
  Field at(String field) {
    return new Field(this, field);
  }

  /** Returns the place of an element of the list that is here. */
  Field at(int index) {
    return new Field(this, "[" + index + "]");
  }

  @Override
  public String path() {
    String before = parent == null ? "" : parent.path();
    return before.isEmpty() || name.startsWith("[") ? before + name : before + "." + name;
  }

  @Override
  public ApiException invalid(String message) {
    return ApiException.invalid(WHERE, path(), message);
  }

  @Override
  public ApiException invalid(String field, String message) {
    return at(field).invalid(message);
  }

  @Override
  public ApiException malformed(String message) {
    String path = path();
    return ApiException.malformed(
        "Format error in " + WHERE + ": " + (path.isEmpty() ? "" : path + ": ") + message);
  }

  /** Reports a field that has to be set. */
  ApiException missing(String field) {
    return malformed("missing field `" + field + "`");
  }

  /** Returns an unsigned number that must fit an int. */
  int usize(long unsigned) {
    if (unsigned < 0 || unsigned > Integer.MAX_VALUE) {
      throw malformed(
          "invalid value: integer `" + Long.toUnsignedString(unsigned) + "`, expected usize");
    }
    return (int) unsigned;
  }

  /** Returns a number that must be finite. */
  float finite(float value) {
    if (!Float.isFinite(value)) {
      throw malformed("number is out of the range of f32");
    }
    return value;
  }

  /** Returns a number that must be one. */
  double notNan(double value) {
    if (Double.isNaN(value)) {
      throw malformed("number `NaN` is out of the range of f64");
    }
    return value;
  }
}
