package io.vdb.core.model;

import java.util.List;
import java.util.Set;

/**
 * Which parts of a point are returned.
 *
 * @param payload which fields
 * @param vectors which vectors
 */
public record Projection(PayloadSelector payload, VectorSelector vectors) {

  /** Nothing but the id. */
  public static final Projection NONE = new Projection(new PayloadSelector.None(), VectorSelector.none());

  /** The payload, not the vector. */
  public static final Projection PAYLOAD = new Projection(new PayloadSelector.All(), VectorSelector.none());

  /** Everything. */
  public static final Projection ALL = new Projection(new PayloadSelector.All(), VectorSelector.all());

  /** Which payload fields are returned. */
  public sealed interface PayloadSelector {

    /** No payload at all. */
    record None() implements PayloadSelector {}

    /** The whole payload. */
    record All() implements PayloadSelector {}

    /** Only what the paths lead to. */
    record Include(List<PayloadPath> paths) implements PayloadSelector {}

    /** All but what the paths lead to. */
    record Exclude(List<PayloadPath> paths) implements PayloadSelector {}
  }

  /** Which vectors are returned. */
  public sealed interface VectorSelector {

    /** Selects no vectors. */
    static VectorSelector none() {
      return new None();
    }

    /** Selects every vector of the point. */
    static VectorSelector all() {
      return new All();
    }

    /** No vectors. */
    record None() implements VectorSelector {}

    /** Every vector of the point. */
    record All() implements VectorSelector {}

    /** Those of these names that the point has. */
    record Only(Set<String> names) implements VectorSelector {
      /** Copies the set. */
      public Only {
        names = Set.copyOf(names);
      }
    }

    /** Selects the vector of this name. */
    static VectorSelector only(String name) {
      return new Only(Set.of(name));
    }

    /** Tells whether any vector is wanted. */
    default boolean any() {
      return !(this instanceof None);
    }

    /** Tells whether the vector of this name is wanted. */
    default boolean wants(String name) {
      return switch (this) {
        case None _ -> false;
        case All _ -> true;
        case Only only -> only.names().contains(name);
      };
    }
  }

  /** Tells whether the payload is needed at all. */
  public boolean needsPayload() {
    return !(payload instanceof PayloadSelector.None);
  }

  /** Applies the payload part. */
  public Payload select(Payload whole) {
    return switch (payload) {
      case PayloadSelector.None none -> Payload.EMPTY;
      case PayloadSelector.All all -> whole;
      case PayloadSelector.Include include -> whole.including(include.paths());
      case PayloadSelector.Exclude exclude -> whole.excluding(exclude.paths());
    };
  }
}
