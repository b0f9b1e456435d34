package io.vdb.core.model;

import java.util.List;

/**
 * Which parts of a point are returned.
 *
 * @param payload which fields
 * @param vector whether the vector is
 */
public record Projection(PayloadSelector payload, boolean vector) {

  /** Nothing but the id. */
  public static final Projection NONE = new Projection(new PayloadSelector.None(), false);

  /** The payload, not the vector. */
  public static final Projection PAYLOAD = new Projection(new PayloadSelector.All(), false);

  /** Everything. */
  public static final Projection ALL = new Projection(new PayloadSelector.All(), true);

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
