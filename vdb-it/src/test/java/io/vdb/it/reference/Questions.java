package io.vdb.it.reference;

import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.Filter;
import io.vdb.core.model.PointId;
import io.vdb.core.query.ContextPair;
import io.vdb.core.query.Lookup;
import io.vdb.core.query.RecommendStrategy;
import io.vdb.core.query.VectorInput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Draws queries of every kind that the server has, one kind after the other. */
final class Questions {

  /** Of so many queries of a kind one can be answered whatever is rounded, or none is asked. */
  private static final int ATTEMPTS = 20;

  private static final int MOST = 30;

  private final Random random;
  private final RandomData data;
  private final int bound;
  private final List<ReferenceCollection> collections;
  private final ReferenceQueries queries;
  private final Formulas formulas;

  /** How many each collection was asked, by name; so that each is asked of every kind. */
  private final Map<String, Integer> drawn = new HashMap<>();

  /**
   * A kind of query.
   *
   * @param maker makes one of a collection that has points; nothing where that cannot be
   */
  private record Kind(String name, Function<ReferenceCollection, @Nullable Stage> maker) {}

  /** A query and everything that may be answered. */
  record Drawn(Question question, Listing listing) {

    /** Returns the same under another name. */
    Drawn as(String kind) {
      return new Drawn(new Question(kind, question.stage(), question.offset()), listing);
    }
  }

  /** Those that take points from the collection itself. */
  private final List<Kind> simple =
      List.of(
          new Kind("nearest", c -> nearest(dense(c))),
          new Kind("nearest beyond a score", this::beyondScore),
          new Kind("nearest sparse", c -> sparse(c, Questions::nearest)),
          new Kind("recommend average", c -> recommend(dense(c), RecommendStrategy.AVERAGE_VECTOR)),
          new Kind(
              "recommend sparse average",
              c -> sparse(c, s -> recommend(s, RecommendStrategy.AVERAGE_VECTOR))),
          new Kind("recommend best score", c -> recommend(dense(c), RecommendStrategy.BEST_SCORE)),
          new Kind("recommend sum scores", c -> recommend(dense(c), RecommendStrategy.SUM_SCORES)),
          new Kind("discover", c -> discover(dense(c))),
          new Kind("context", c -> context(dense(c))),
          new Kind("relevance feedback", c -> feedback(dense(c))),
          new Kind("mmr", c -> diverse(dense(c))),
          new Kind(
              "recommend sparse best score",
              c -> sparse(c, s -> recommend(s, RecommendStrategy.BEST_SCORE))),
          new Kind(
              "recommend sparse sum scores",
              c -> sparse(c, s -> recommend(s, RecommendStrategy.SUM_SCORES))),
          new Kind("discover sparse", c -> sparse(c, Questions::discover)),
          new Kind("context sparse", c -> sparse(c, Questions::context)),
          new Kind("relevance feedback sparse", c -> sparse(c, this::feedback)),
          new Kind("mmr sparse", c -> sparse(c, this::diverse)),
          new Kind("by id", c -> Stage.of(new Ask.ById(), "", filter(), limit())),
          new Kind("order by", this::ordered),
          new Kind("sample", c -> Stage.of(new Ask.Sample(), "", filter(), limit())));

  /** Those that work on what others found. */
  private final List<Kind> compound =
      List.of(
          new Kind("rrf", c -> merged(c, new Ask.RankFusion(null, List.of()), 3)),
          new Kind("rrf with k and weights", c -> weighted(c, 3)),
          new Kind("dbsf", c -> merged(c, new Ask.ScoreFusion(), 3)),
          new Kind("formula", this::formula),
          new Kind("nearest of prefetched", c -> over(c, nearest(any(c)))),
          new Kind(
              "recommend of prefetched",
              c -> over(c, recommend(any(c), pick(RecommendStrategy.values())))),
          new Kind("relevance feedback of prefetched", c -> over(c, feedback(any(c)))),
          new Kind("discover of prefetched", c -> over(c, discover(any(c)))),
          new Kind("context of prefetched", c -> over(c, context(any(c)))),
          new Kind("mmr of prefetched", c -> over(c, diverse(any(c)))),
          new Kind("order by of prefetched", c -> over(c, ordered(c))),
          new Kind(
              "sample of prefetched",
              c -> over(c, Stage.of(new Ask.Sample(), "", filter(), limit()))));

  private final List<Kind> all =
      IntStream.range(0, simple.size() + compound.size())
          .mapToObj(
              i -> i < simple.size() ? simple.get(i) : compound.get(i - simple.size()))
          .toList();

  /**
   * Queries.
   *
   * @param bound what ids are below
   * @param collections all there are
   */
  Questions(
      Random random,
      RandomData data,
      int bound,
      List<ReferenceCollection> collections,
      ReferenceQueries queries) {
    this.random = random;
    this.data = data;
    this.bound = bound;
    this.collections = collections;
    this.queries = queries;
    this.formulas = new Formulas(random, data, bound);
  }

  List<String> kinds() {
    return all.stream().map(Kind::name).toList();
  }

  /** Returns the next query of a collection that has points. */
  Drawn about(ReferenceCollection collection) {
    while (true) {
      int turn = drawn.merge(collection.name(), 1, Integer::sum);
      Kind kind = all.get(turn % all.size());
      for (int i = 0; i < ATTEMPTS; i++) {
        try {
          Stage stage = kind.maker().apply(collection);
          if (stage == null) {
            break;
          }
          Question question = question(kind.name(), collection, stage);
          return new Drawn(
              question, queries.answer(collection, question.stage(), question.wanted()));
        } catch (Undecided _) {
          // another one is drawn
        }
      }
    }
  }

  /** Returns any query, or nothing when that one cannot be. */
  @Nullable Stage stage(ReferenceCollection collection) {
    try {
      return data.pick(all).maker().apply(collection);
    } catch (Undecided _) {
      return null;
    }
  }

  private Question question(String kind, ReferenceCollection collection, Stage stage) {
    Stage asked =
        stage.threshold() == null && random.nextInt(4) == 0
            ? withThreshold(collection, stage)
            : stage;
    boolean movable =
        !(stage.ask() instanceof Ask.Sample) && !(stage.ask() instanceof Ask.Diverse);
    return new Question(
        kind, asked, movable && random.nextInt(4) == 0 ? random.nextInt(20) : 0);
  }

  /** Puts a threshold between two scores, or on one where it is told by every computer. */
  private Stage withThreshold(ReferenceCollection collection, Stage stage) {
    boolean scores =
        switch (stage.ask()) {
          case Ask.Diverse _, Ask.ById _, Ask.Ordered _, Ask.Sample _ -> false;
          default -> true;
        };
    if (!scores) {
      return stage;
    }
    List<Scored> points = queries.answer(collection, stage, stage.limit()).points();
    if (points.size() < 2) {
      return stage;
    }
    int place = random.nextInt(Math.min(stage.limit(), points.size() - 1));
    Scored above = points.get(place);
    double between = (above.score() + points.get(place + 1).score()) / 2;
    return stage.withThreshold((float) (above.room() == 0 ? above.score() : between));
  }

  /** With a threshold that is the score of a point, which every computer tells in the same way. */
  private @Nullable Stage beyondScore(ReferenceCollection collection) {
    Optional<VectorLayout.Dense> whole =
        collection.layout().dense().stream().filter(VectorLayout.Dense::whole).findFirst();
    if (whole.isEmpty()) {
      return null;
    }
    Comparing comparing = new Comparing(collection, whole.get());
    Stage stage = comparing.stage(new Ask.Nearest(comparing.example())).withLimit(2 * MOST);
    List<Scored> points = queries.answer(collection, stage, stage.limit()).points();
    return points.isEmpty()
        ? stage
        : stage.withThreshold(
            (float) points.get(Math.min(points.size(), stage.limit()) / 2).score());
  }

  private Filter filter() {
    return random.nextBoolean() ? Filter.ALL : data.filter(bound);
  }

  private int limit() {
    return 1 + random.nextInt(MOST);
  }

  private <T> T pick(T[] values) {
    return values[random.nextInt(values.length)];
  }

  /** The vector that a step compares, and where its examples come from. */
  private final class Comparing {
    private final VectorLayout layout;
    private final String using;
    private final @Nullable Lookup lookup;
    private final ReferenceCollection source;
    private final String named;

    Comparing(ReferenceCollection collection, VectorLayout.Dense vector) {
      layout = collection.layout();
      using = vector.name();
      ReferenceCollection other = data.pick(collections);
      Optional<VectorLayout.Dense> like =
          other.layout().dense().stream()
              .filter(each -> each.size() == vector.size() && each.multi() == vector.multi())
              .filter(_ -> other.size() > 0)
              .findAny();
      if (random.nextInt(5) == 0 && like.isPresent()) {
        source = other;
        named = like.get().name();
        lookup = new Lookup(other.name(), named.equals(using) ? null : named);
      } else {
        source = collection;
        named = using;
        lookup = null;
      }
    }

    Comparing(ReferenceCollection collection, VectorLayout.Sparse vector) {
      layout = collection.layout();
      using = vector.name();
      named = using;
      source = collection;
      lookup = null;
    }

    /** A vector, or a point that has it. */
    VectorInput example() {
      Optional<PointId> id =
          random.nextBoolean() ? source.anyIdWith(named, random) : Optional.empty();
      return id.isPresent()
          ? VectorInput.of(id.get())
          : new VectorInput.Given(data.vector(layout, using));
    }

    /** A vector, or a point that seldom lacks it. */
    VectorInput anyExample() {
      return random.nextInt(10) == 0 ? VectorInput.of(source.anyId(random)) : example();
    }

    List<VectorInput> examples(int least, int most) {
      List<VectorInput> examples = new ArrayList<>();
      for (int i = least + random.nextInt(most - least + 1); i > 0; i--) {
        examples.add(examples.isEmpty() ? example() : anyExample());
      }
      return examples;
    }

    List<ContextPair> pairs(int least) {
      return IntStream.range(0, least + random.nextInt(3))
          .mapToObj(i -> new ContextPair(example(), example()))
          .toList();
    }

    Stage stage(Ask ask) {
      return Stage.of(ask, using, filter(), limit()).withLookup(lookup);
    }
  }

  private Comparing dense(ReferenceCollection collection) {
    return new Comparing(collection, data.pick(collection.layout().dense()));
  }

  private @Nullable Stage sparse(
      ReferenceCollection collection, Function<Comparing, Stage> maker) {
    return collection.layout().sparse().isEmpty()
        ? null
        : maker.apply(new Comparing(collection, data.pick(collection.layout().sparse())));
  }

  private Comparing any(ReferenceCollection collection) {
    return collection.layout().sparse().isEmpty() || random.nextInt(3) > 0
        ? dense(collection)
        : new Comparing(collection, data.pick(collection.layout().sparse()));
  }

  private static Stage nearest(Comparing comparing) {
    return comparing.stage(new Ask.Nearest(comparing.example()));
  }

  private Stage recommend(Comparing comparing, RecommendStrategy strategy) {
    boolean onlyNegative =
        strategy != RecommendStrategy.AVERAGE_VECTOR && random.nextInt(4) == 0;
    return comparing.stage(
        new Ask.Recommend(
            onlyNegative ? List.of() : comparing.examples(1, 3),
            comparing.examples(onlyNegative ? 1 : 0, 2),
            strategy));
  }

  private static Stage discover(Comparing comparing) {
    return comparing.stage(new Ask.Discover(comparing.example(), comparing.pairs(0)));
  }

  private static Stage context(Comparing comparing) {
    return comparing.stage(new Ask.Context(comparing.pairs(1)));
  }

  private Stage feedback(Comparing comparing) {
    List<VectorInput> examples = new ArrayList<>();
    List<Float> ratings = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      examples.add(comparing.example());
      ratings.add(random.nextInt(9) / 4f - 1);
    }
    return comparing.stage(
        new Ask.Feedback(
            comparing.example(),
            examples,
            ratings,
            random.nextInt(5) / 2f,
            random.nextInt(4) / 2f,
            random.nextInt(5) / 4f));
  }

  private Stage diverse(Comparing comparing) {
    Integer candidates = random.nextBoolean() ? null : 1 + random.nextInt(2 * MOST);
    return comparing.stage(
        new Ask.Diverse(comparing.example(), random.nextInt(5) / 4f, candidates));
  }

  private @Nullable Stage ordered(ReferenceCollection collection) {
    Ask.Ordered order = order(collection);
    return order == null ? null : Stage.of(order, "", filter(), limit());
  }

  /** Returns an order by a field that is declared, if any is. */
  Ask.@Nullable Ordered order(ReferenceCollection collection) {
    if (collection.schema().fields().isEmpty()) {
      return null;
    }
    boolean start = random.nextBoolean();
    boolean descending = random.nextBoolean();
    return switch (random.nextInt(3)) {
      case 0 ->
          new Ask.Ordered(
              "n", FieldType.INTEGER, descending, start ? random.nextLong(40) : null);
      case 1 ->
          new Ask.Ordered(
              "f", FieldType.FLOAT, descending, start ? random.nextInt(80) / 4.0 : null);
      default ->
          new Ask.Ordered("t", FieldType.DATETIME, descending, start ? data.time() : null);
    };
  }

  private Stage weighted(ReferenceCollection collection, int most) {
    List<Stage> prefetches = prefetches(collection, most, 1);
    List<Float> weights =
        random.nextInt(3) == 0
            ? List.of()
            : prefetches.stream().map(_ -> random.nextInt(7) / 2f).toList();
    Integer k = weights.isEmpty() || random.nextBoolean() ? 1 + random.nextInt(60) : null;
    return Stage.of(new Ask.RankFusion(k, weights), "", filter(), limit()).over(prefetches);
  }

  private Stage merged(ReferenceCollection collection, Ask ask, int most) {
    return Stage.of(ask, "", filter(), limit()).over(prefetches(collection, most, 1));
  }

  private Stage formula(ReferenceCollection collection) {
    List<Stage> prefetches = prefetches(collection, 3, 1);
    return Stage.of(formulas.formula(prefetches.size()), "", filter(), limit())
        .over(prefetches);
  }

  private @Nullable Stage over(ReferenceCollection collection, @Nullable Stage stage) {
    return stage == null ? null : stage.over(prefetches(collection, 2, 1));
  }

  private List<Stage> prefetches(ReferenceCollection collection, int most, int deeper) {
    List<Stage> stages = new ArrayList<>();
    for (int i = 1 + random.nextInt(most); i > 0; i--) {
      stages.add(prefetch(collection, deeper));
    }
    return stages;
  }

  private Stage prefetch(ReferenceCollection collection, int deeper) {
    Stage stage = null;
    while (stage == null) {
      stage =
          deeper > 0 && random.nextInt(4) == 0
              ? nested(collection, deeper - 1)
              : data.pick(simple).maker().apply(collection);
    }
    Stage limited = stage.withLimit(1 + random.nextInt(2 * MOST));
    Stage filtered = random.nextBoolean() ? limited.withFilter(Filter.ALL) : limited;
    return random.nextInt(5) == 0 ? withThreshold(collection, filtered) : filtered;
  }

  /** Merges or ranks again; of two lists only, whose sums are the same in whatever order. */
  private Stage nested(ReferenceCollection collection, int deeper) {
    List<Stage> stages = prefetches(collection, 2, deeper);
    Stage stage =
        switch (random.nextInt(4)) {
          case 0 -> Stage.of(new Ask.RankFusion(null, List.of()), "", filter(), limit());
          case 1 -> Stage.of(new Ask.ScoreFusion(), "", filter(), limit());
          case 2 -> Stage.of(formulas.formula(stages.size()), "", filter(), limit());
          default -> nearest(any(collection));
        };
    return stage.over(stages);
  }
}
