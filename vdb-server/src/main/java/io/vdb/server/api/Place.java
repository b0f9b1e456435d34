package io.vdb.server.api;

import io.vdb.core.error.VdbException;
import io.vdb.core.filter.DateTimeText;
import io.vdb.core.filter.GeoArea;
import io.vdb.core.filter.GeoPoint;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.PointId;
import io.vdb.core.model.VectorValue;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * A place in a request, for messages about what stands there, and the checks that all protocols
 * share. The methods that return an exception do so for the caller to throw.
 */
public interface Place {

  /** Characters of a client's text that a message shows. */
  int SHOWN_CHARACTERS = 64;

  /** Returns where it is, such as {@code points[3].vector}. */
  String path();

  /** Reports a value of the right type that is out of its range. */
  ApiException invalid(String message);

  /** Reports a value of the right type in a field of the object that stands here. */
  default ApiException invalid(String field, String message) {
    return invalid(field + ": " + message);
  }

  /** Reports what is not of the right form. */
  ApiException malformed(String message);

  /** Refuses a field that is not supported, whatever it holds. */
  default ApiException notSupported() {
    return ApiException.wrongInput("field `" + path() + "` is not supported by this server");
  }

  /** Refuses what stands here, by what it is. */
  default ApiException unsupported(String what) {
    return unsupportedValue(what + " are not supported by this server");
  }

  /** Refuses the value of a field that is supported. */
  default ApiException unsupportedValue(String message) {
    return ApiException.wrongInput("field `" + path() + "`: " + message);
  }

  /** Checks the lower bound of a number. */
  default int atLeast(int value, int min) {
    if (value < min) {
      throw invalid("value " + value + " invalid, must be " + min + " or larger");
    }
    return value;
  }

  /** Checks both bounds of a number. */
  default int between(int value, int min, int max) {
    if (value < min || value > max) {
      throw invalid("value " + value + " invalid, must be from " + min + " to " + max);
    }
    return value;
  }

  /** Checks the lower bound of a number. */
  default double atLeast(double value, double min) {
    if (!(value >= min)) {
      throw invalid("value " + value + " invalid, must be " + min + " or larger");
    }
    return value;
  }

  /** Checks both bounds of a number. */
  default double between(double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw invalid("value " + value + " invalid, must be from " + min + " to " + max);
    }
    return value;
  }

  /** Checks a number against a limit of this server. */
  default int withinLimit(int value, int max) {
    if (value > max) {
      throw unsupportedValue("value " + value + " is more than the maximum of " + max);
    }
    return value;
  }

  /** Checks how many things a list has. */
  default void checkCount(String what, int count, int max) {
    if (count > max) {
      throw ApiException.wrongInput(
          "`" + path() + "`: more than the maximum of " + max + " " + what);
    }
  }

  /** Checks a dense vector. */
  default float[] notEmpty(float[] vector) {
    if (vector.length == 0) {
      throw invalid("dense vector must not be empty");
    }
    return vector;
  }

  /**
   * Checks the rows of a multivector and joins them.
   *
   * @param rows at least one
   */
  default VectorValue.Multi multi(List<float[]> rows) {
    if (rows.isEmpty()) {
      throw invalid("multi vector must not be empty");
    }
    long length = 0;
    for (float[] row : rows) {
      if (row.length == 0) {
        throw invalid("all vectors must be non-empty");
      }
      length += row.length;
    }
    if (length > VectorValue.Multi.MAX_COMPONENTS) {
      throw invalid(
          "Total size of all vectors (" + length + ") must be less than "
              + (VectorValue.Multi.MAX_COMPONENTS + 1));
    }
    int dimension = rows.getFirst().length;
    float[] components = new float[(int) length];
    int at = 0;
    for (float[] row : rows) {
      if (row.length != dimension) {
        throw invalid(
            "all vectors must have the same dimension, found vector with dimension "
                + row.length);
      }
      System.arraycopy(row, 0, components, at, dimension);
      at += dimension;
    }
    return new VectorValue.Multi(components, dimension);
  }

  /**
   * Checks a sparse vector and brings it into order.
   *
   * @param indices in any order; given away
   * @param values given away
   */
  default VectorValue.Sparse sparse(int[] indices, float[] values) {
    if (indices.length != values.length) {
      throw invalid("values", "must be the same length as indices");
    }
    VectorValue.Sparse vector = VectorValue.Sparse.of(indices, values);
    if (!vector.isDistinct()) {
      throw invalid("indices", "must be unique");
    }
    return vector;
  }

  /** Reads a path into payloads. */
  default PayloadPath payloadPath(String text) {
    try {
      return PayloadPath.parse(text);
    } catch (VdbException e) {
      throw malformed("`" + shown(text) + "` is not a payload path");
    }
  }

  /** Checks a place on the earth. */
  default GeoPoint geoPoint(double lat, double lon) {
    return wellFormed(() -> new GeoPoint(lat, lon));
  }

  /** Checks a polygon. */
  default GeoArea polygon(List<GeoPoint> exterior, List<List<GeoPoint>> interiors) {
    return wellFormed(() -> new GeoArea.Polygon(exterior, interiors));
  }

  /** Checks a circle. */
  default GeoArea circle(GeoPoint center, double radius) {
    return wellFormed(() -> new GeoArea.Circle(center, radius));
  }

  /** Makes what refuses to be made of wrong values. */
  private <T> T wellFormed(Supplier<T> value) {
    try {
      return value.get();
    } catch (VdbException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
  }

  /** Reads a point in time as microseconds since 1970. */
  default long micros(String text) {
    OptionalLong micros = DateTimeText.micros(text);
    if (micros.isEmpty()) {
      throw malformed(
          "'" + shown(text) + "' is not in a supported date/time format, please use RFC 3339");
    }
    return micros.getAsLong();
  }

  /** Reads a UUID in any of its spellings; a number in quotes is none. */
  default PointId uuid(String text) {
    PointId id;
    try {
      id = PointId.parse(text);
    } catch (VdbException e) {
      throw notAnId(text);
    }
    if (id instanceof PointId.Num) {
      throw notAnId(text);
    }
    return id;
  }

  /** Refuses what is no identifier of a point. */
  default ApiException notAnId(String text) {
    return malformed(
        "value "
            + shown(text)
            + " is not a valid point ID, valid values are either an unsigned integer or a UUID");
  }

  /** Returns the beginning of a client's text. */
  static String shown(String text) {
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
  }
}
