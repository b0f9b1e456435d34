package io.vdb.server.cli.load;

import io.vdb.core.model.Distance;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Distances as the REST front and the command line write them. */
public final class DistanceNames {

  private DistanceNames() {}

  /** Returns {@code Cosine}, {@code Dot}, {@code Euclid} or {@code Manhattan}. */
  public static String of(Distance distance) {
    return switch (distance) {
      case COSINE -> "Cosine";
      case DOT -> "Dot";
      case EUCLID -> "Euclid";
      case MANHATTAN -> "Manhattan";
    };
  }

  /** Finds a distance by its name, in any case. */
  public static Optional<Distance> find(String name) {
    return Arrays.stream(Distance.values())
        .filter(distance -> of(distance).equalsIgnoreCase(name))
        .findFirst();
  }

  /** Returns all names. */
  public static List<String> all() {
    return Arrays.stream(Distance.values()).map(DistanceNames::of).toList();
  }
}
