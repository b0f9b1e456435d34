package io.vdb.server.rest;

import io.vdb.core.model.VectorValue;
import io.vdb.core.query.ContextPair;
import io.vdb.core.query.VectorInput;
import io.vdb.server.api.QueryBudget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads vectors that a query compares with: given as they are, or as the id of a stored point. */
final class VectorInputReader {

  private final JsonReader in;
  private final QueryBudget budget;

  VectorInputReader(JsonReader in, QueryBudget budget) {
    this.in = in;
    this.budget = budget;
  }

  /** Tells whether a field of an object makes it a vector, of a kind that objects express. */
  static boolean isVectorField(String name) {
    return switch (name) {
      case "indices", "values", "text", "image", "object", "model", "options" -> true;
      default -> false;
    };
  }

  /** Reads a vector or an id. */
  VectorInput input() throws IOException {
    budget.example(in);
    return in.isArray() || in.isObject()
        ? new VectorInput.Given(in.vectorValue())
        : new VectorInput.Stored(in.pointId());
  }

  /** Takes a vector that was read already. */
  VectorInput given(VectorValue vector) {
    budget.example(in);
    return new VectorInput.Given(vector);
  }

  /** Reads a list of vectors and ids; none when it is null. */
  List<VectorInput> inputs() throws IOException {
    List<VectorInput> inputs = new ArrayList<>();
    if (!in.isNull()) {
      in.array(() -> inputs.add(input()));
    }
    return inputs;
  }

  /** Reads one pair or a list of them; none when it is null. */
  List<ContextPair> pairs() throws IOException {
    List<ContextPair> pairs = new ArrayList<>();
    if (in.isArray()) {
      in.array(() -> pairs.add(pair()));
    } else if (!in.isNull()) {
      pairs.add(pair());
    }
    return pairs;
  }

  private ContextPair pair() throws IOException {
    @Nullable VectorInput[] sides = new @Nullable VectorInput[2];
    in.object(
        name -> {
          switch (name) {
            case "positive" -> sides[0] = input();
            case "negative" -> sides[1] = input();
            default -> throw in.unknownField(name, "positive", "negative");
          }
        });
    VectorInput positive = sides[0];
    VectorInput negative = sides[1];
    if (positive == null || negative == null) {
      throw in.missing(positive == null ? "positive" : "negative");
    }
    return new ContextPair(positive, negative);
  }
}
