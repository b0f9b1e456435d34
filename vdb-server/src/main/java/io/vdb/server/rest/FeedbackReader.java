package io.vdb.server.rest;

import io.vdb.core.query.Query;
import io.vdb.core.query.RatedExample;
import io.vdb.core.query.VectorInput;
import io.vdb.server.api.QueryParts;
import io.vdb.server.api.QueryParts.FeedbackStrategy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a query by rated examples: the field {@code relevance_feedback}. */
final class FeedbackReader {

  private final JsonReader in;
  private final VectorInputReader inputs;

  FeedbackReader(JsonReader in, VectorInputReader inputs) {
    this.in = in;
    this.inputs = inputs;
  }

  /** What was read so far, since fields come in any order. */
  private static final class Parts {
    @Nullable VectorInput target;
    @Nullable List<RatedExample> feedback;
    @Nullable FeedbackStrategy strategy;
  }

  Query feedback() throws IOException {
    Parts parts = new Parts();
    in.object(
        name -> {
          switch (name) {
            case "target" -> parts.target = inputs.input();
            case "feedback" -> parts.feedback = examples();
            case "strategy" -> parts.strategy = strategy();
            default -> throw in.unknownField(name, "target", "feedback", "strategy");
          }
        });
    return QueryParts.feedback(
        given(parts.target, "target"),
        given(parts.feedback, "feedback"),
        given(parts.strategy, "strategy"),
        in);
  }

  private <T> T given(@Nullable T value, String name) {
    if (value == null) {
      throw in.missing(name);
    }
    return value;
  }

  private List<RatedExample> examples() throws IOException {
    List<RatedExample> examples = new ArrayList<>();
    in.array(() -> examples.add(example()));
    return examples;
  }

  private RatedExample example() throws IOException {
    @Nullable VectorInput[] example = new @Nullable VectorInput[1];
    @Nullable Float[] score = new @Nullable Float[1];
    in.object(
        name -> {
          switch (name) {
            case "example" -> example[0] = inputs.input();
            case "score" -> score[0] = in.f32();
            default -> throw in.unknownField(name, "example", "score");
          }
        });
    return new RatedExample(given(example[0], "example"), given(score[0], "score"));
  }

  private FeedbackStrategy strategy() throws IOException {
    @Nullable FeedbackStrategy[] naive = new @Nullable FeedbackStrategy[1];
    in.object(
        name -> {
          if (!name.equals("naive")) {
            throw in.unknownField(name, "naive");
          }
          naive[0] = naive();
        });
    return given(naive[0], "naive");
  }

  private FeedbackStrategy naive() throws IOException {
    @Nullable Float[] abc = new @Nullable Float[3];
    in.object(
        name -> {
          switch (name) {
            case "a" -> abc[0] = in.f32();
            case "b" -> abc[1] = QueryParts.notNegative(in.f32(), in);
            case "c" -> abc[2] = in.f32();
            default -> throw in.unknownField(name, "a", "b", "c");
          }
        });
    return new FeedbackStrategy(given(abc[0], "a"), given(abc[1], "b"), given(abc[2], "c"));
  }
}
