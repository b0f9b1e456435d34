package io.vdb.it.reference;

import io.vdb.core.model.VectorValue;
import io.vdb.core.query.VectorInput;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Requests from before there were queries, which some queries can be asked by. */
enum OlderForm {
  SEARCH,
  RECOMMEND,
  DISCOVER;

  /** Returns the form that a query has besides its own, or nothing where it has no other. */
  static @Nullable OlderForm of(Stage stage) {
    if (!stage.prefetch().isEmpty()) {
      return null;
    }
    return switch (stage.ask()) {
      case Ask.Nearest(VectorInput.Given(VectorValue value))
          when !(value instanceof VectorValue.Multi) ->
          SEARCH;
      case Ask.Recommend _ -> RECOMMEND;
      case Ask.Discover _, Ask.Context _ when stage.threshold() == null -> DISCOVER;
      default -> null;
    };
  }

  boolean hasGroups() {
    return this != DISCOVER;
  }

  /** Returns the name of its route, and of what is asked by it. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
