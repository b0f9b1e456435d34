package io.vdb.core.filter;

import io.vdb.core.error.VdbException;
import io.vdb.core.model.PointId;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the values of a field are declared to be. A value may be of several types. */
public enum FieldType {
  /** Texts, each of them one value. */
  KEYWORD {
    @Override
    public boolean fits(@Nullable Object value) {
      return value instanceof String;
    }
  },
  /** Whole numbers. */
  INTEGER {
    @Override
    public boolean fits(@Nullable Object value) {
      return value instanceof Long;
    }
  },
  /** Numbers, whole or not. */
  FLOAT {
    @Override
    public boolean fits(@Nullable Object value) {
      return value instanceof Number;
    }
  },
  /** True and false. */
  BOOL {
    @Override
    public boolean fits(@Nullable Object value) {
      return value instanceof Boolean;
    }
  },
  /** Places on the earth: objects with numbers {@code lat} and {@code lon}. */
  GEO {
    @Override
    public boolean fits(@Nullable Object value) {
      return value instanceof Map<?, ?> place
          && place.get("lat") instanceof Number lat
          && place.get("lon") instanceof Number lon
          && Math.abs(lat.doubleValue()) <= 90
          && Math.abs(lon.doubleValue()) <= 180;
    }
  },
  /** Texts that {@link DateTimeText} takes for points in time. */
  DATETIME {
    @Override
    public boolean fits(@Nullable Object value) {
      return value instanceof String text && DateTimeText.micros(text).isPresent();
    }
  },
  /** Texts that consist of words. */
  TEXT {
    @Override
    public boolean fits(@Nullable Object value) {
      return value instanceof String;
    }
  },
  /** Texts that are UUIDs, in any of their spellings. */
  UUID {
    @Override
    public boolean fits(@Nullable Object value) {
      return value instanceof String text && isUuid(text);
    }
  };

  private static final int SHORTEST_UUID = 32;
  private static final int LONGEST_UUID = 45;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** Tells whether a value is of this type. */
  public abstract boolean fits(@Nullable Object value);

  private static boolean isUuid(String text) {
    if (text.length() < SHORTEST_UUID || text.length() > LONGEST_UUID) {
      return false;
    }
    try {
      return PointId.parse(text) instanceof PointId.Uuid;
    } catch (VdbException e) {
      return false;
    }
  }

  /** Returns its name in requests, records and metrics. */
  public String label() {
    return label;
  }

  /** Returns the type of this name. */
  public static Optional<FieldType> of(String label) {
    for (FieldType type : values()) {
      if (type.label.equals(label)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
