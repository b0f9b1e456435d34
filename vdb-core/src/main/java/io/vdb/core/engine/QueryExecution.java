package io.vdb.core.engine;

import io.vdb.core.filter.Condition;
import io.vdb.core.filter.FieldType;
import io.vdb.core.filter.Filter;
import io.vdb.core.index.ScoreOrder;
import io.vdb.core.model.NamedVectors;
import io.vdb.core.model.OrderBy;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection.VectorSelector;
import io.vdb.core.model.VectorValue;
import io.vdb.core.query.Fusion;
import io.vdb.core.query.Fusion.Ranking;
import io.vdb.core.query.Query;
import io.vdb.core.query.QueryStage;
import io.vdb.core.query.ScoreFormula;
import io.vdb.core.query.Scored;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the points of a compound query in one view. The filter of a step holds for all that is below
 * it. Points that the query names are not found. Confined to one thread.
 */
final class QueryExecution {

  /** How many points are scored between two looks at whether anybody still waits. */
  private static final int PATIENCE = 512;

  /** Score of points that nothing scores. */
  private static final float NO_SCORE = 1;

  private final View view;
  private final PointReader reader;
  private final Searcher searcher;
  private final CollectionSchema schema;
  private final QueryVectors vectors;
  private final QueryRun run;
  private final Runnable awaited;
  private final Set<PointId> excluded;

  /**
   * Makes ready for one query.
   *
   * @param awaited throws when nobody waits for the answer any more
   * @param excluded points that are not found
   */
  QueryExecution(
      View view,
      PointReader reader,
      Searcher searcher,
      CollectionSchema schema,
      QueryVectors vectors,
      QueryRun run,
      Runnable awaited,
      Set<PointId> excluded) {
    this.view = view;
    this.reader = reader;
    this.searcher = searcher;
    this.schema = schema;
    this.vectors = vectors;
    this.run = run;
    this.awaited = awaited;
    this.excluded = excluded;
  }

  /** Returns the filter that both of them are; absent ones hold for everything. */
  static @Nullable Filter both(@Nullable Filter one, @Nullable Filter other) {
    if (one == null || one.isEmpty()) {
      return other;
    }
    if (other == null || other.isEmpty()) {
      return one;
    }
    return Filter.must(new Condition.Nested(one), new Condition.Nested(other));
  }

  /** Returns what a whole query finds, at most so many points. */
  Ranking root(QueryStage root, int limit) throws IOException {
    return step(root, null, limit, "query");
  }

  private Ranking step(QueryStage stage, @Nullable Filter around, int limit, String kind)
      throws IOException {
    awaited.run();
    QueryRun.Step step = run.begin(kind, limit);
    Filter filter = both(around, stage.filter());
    Ranking found;
    if (stage.prefetch().isEmpty()) {
      found = fromCollection(stage, filter, limit);
    } else {
      List<Ranking> sources = new ArrayList<>(stage.prefetch().size());
      for (QueryStage below : stage.prefetch()) {
        sources.add(step(below, filter, below.limit(), "prefetch"));
      }
      run.merging(stage.query() instanceof Query.Fusing ? "fuse" : "rescore");
      found = fromSources(stage, sources, limit);
    }
    run.end(step, found.points().size());
    return found;
  }

  private Ranking fromCollection(QueryStage stage, @Nullable Filter filter, int limit)
      throws IOException {
    return switch (stage.query()) {
      case null -> byId(filter, limit);
      case Query.Mmr mmr -> {
        DiverseChoice<?> choice = vectors.choice(stage, mmr);
        Ranking nearest = searched(stage, choice.scorer(), filter, candidates(mmr, limit));
        run.merging("rescore");
        yield diverse(choice, mmr, stage.using(), nearest, limit);
      }
      case Query.OfVectors query ->
          searched(stage, vectors.scorer(stage, query), filter, limit);
      case Query.Ordered ordered -> ordered(ordered.order(), without(filter, excluded), limit);
      case Query.Sample _ -> {
        RandomSample sample = new RandomSample(limit);
        forEachMatching(filter, sample::offer);
        yield unscored(sample.ids());
      }
      case Query.OfPrefetches _ ->
          throw new IllegalStateException("a query without prefetches cannot merge them");
    };
  }

  private Ranking byId(@Nullable Filter filter, int limit) throws IOException {
    ReadFilter resolved = schema.forChecked(filter);
    List<PointId> ids =
        resolved.measured(
            () -> reader.matchingIds(null, limit + excluded.size(), resolved.filter()));
    return unscored(ids.stream().filter(id -> !excluded.contains(id)).limit(limit).toList());
  }

  private static Ranking unscored(List<PointId> ids) {
    return new Ranking(ids.stream().map(id -> new Scored(id, NO_SCORE)).toList(), true);
  }

  /** Hands over the matching points in the order of ids. */
  private void forEachMatching(@Nullable Filter filter, PointReader.IdAction action)
      throws IOException {
    ReadFilter resolved = schema.forChecked(filter);
    int[] seen = new int[1];
    resolved.measured(
        () -> {
          reader.forEachMatching(
              resolved.filter(),
              id -> {
                if (++seen[0] % PATIENCE == 0) {
                  awaited.run();
                }
                if (!excluded.contains(id)) {
                  action.accept(id);
                }
              });
          return true;
        });
  }

  private static @Nullable Filter without(@Nullable Filter filter, Set<PointId> ids) {
    return ids.isEmpty() ? filter : both(filter, Filter.mustNot(new Condition.HasId(ids)));
  }

  private Ranking ordered(OrderBy order, @Nullable Filter filter, int limit)
      throws IOException {
    FieldType type = schema.ordered(order.field());
    ReadFilter resolved = schema.forChecked(filter);
    List<ValueOrder.Placed> placed =
        resolved.measured(() -> new ValueOrder(order, type, limit).of(view, resolved.filter()));
    return new Ranking(
        placed.stream().map(at -> new Scored(at.id(), NO_SCORE, at.value())).toList(), true);
  }

  private Ranking searched(
      QueryStage stage, ScoreOrder scorer, @Nullable Filter filter, int limit)
      throws IOException {
    Searcher.Wanted wanted =
        new Searcher.Wanted(
            stage.using(),
            scorer,
            (int) Math.min((long) limit + excluded.size(), Integer.MAX_VALUE),
            stage.params().hnswEf(),
            stage.params().exact(),
            stage.params().indexedOnly());
    SearchRun search = run.search();
    ReadFilter resolved = schema.forChecked(filter);
    search.planned(resolved.filter() != null);
    List<Scored> found = searcher.find(view, wanted, resolved, search);
    return best(found, stage, scorer, limit);
  }

  /** Cuts off what is not wanted of a list in the order of the scorer. */
  private Ranking best(List<Scored> ranked, QueryStage stage, ScoreOrder scorer, int limit) {
    Float threshold = stage.scoreThreshold();
    List<Scored> best =
        ranked.stream()
            .filter(point -> !excluded.contains(point.id()))
            .filter(
                point ->
                    threshold == null || scorer.compareScores(point.score(), threshold) < 0)
            .limit(limit)
            .toList();
    return new Ranking(best, scorer.largerIsNearer());
  }

  private Ranking fromSources(QueryStage stage, List<Ranking> sources, int limit)
      throws IOException {
    return switch (stage.query()) {
      case Query.RankFusion fusion ->
          reaching(
              stage, Fusion.byRank(sources, fusion.k(), fusion.weights()), limit);
      case Query.ScoreFusion _ ->
          reaching(stage, Fusion.byScore(sources), limit);
      case Query.Formula formula -> reaching(stage, computed(formula.formula(), sources), limit);
      case Query.Mmr mmr -> {
        DiverseChoice<?> choice = vectors.choice(stage, mmr);
        Ranking nearest =
            rescored(stage, choice.scorer(), ids(sources), candidates(mmr, limit));
        yield diverse(choice, mmr, stage.using(), nearest, limit);
      }
      case Query.OfVectors query ->
          rescored(stage, vectors.scorer(stage, query), ids(sources), limit);
      case Query.Ordered ordered ->
          ordered(ordered.order(), Filter.must(new Condition.HasId(ids(sources))), limit);
      case Query.Sample _ -> {
        RandomSample sample = new RandomSample(limit);
        forEach(ids(sources), sample::offer);
        yield unscored(sample.ids());
      }
      case null -> throw new IllegalStateException("prefetches cannot be merged without a query");
    };
  }

  private static Set<PointId> ids(List<Ranking> sources) {
    Set<PointId> ids = new LinkedHashSet<>();
    sources.forEach(source -> source.points().forEach(point -> ids.add(point.id())));
    return ids;
  }

  private void forEach(Set<PointId> ids, PointReader.IdAction action) throws IOException {
    int seen = 0;
    for (PointId id : ids) {
      if (++seen % PATIENCE == 0) {
        awaited.run();
      }
      action.accept(id);
    }
  }

  /** Keeps what reaches the threshold. */
  private static Ranking reaching(QueryStage stage, List<Scored> ranked, int limit) {
    Float threshold = stage.scoreThreshold();
    return new Ranking(
        ranked.stream()
            .filter(point -> threshold == null || point.score() >= threshold)
            .limit(limit)
            .toList(),
        true);
  }

  /** Scores points by their vectors; those without, or not found by them, are left out. */
  private Ranking rescored(
      QueryStage stage, ScoreOrder scorer, Set<PointId> ids, int limit) throws IOException {
    List<Scored> scored = new ArrayList<>(ids.size());
    forEach(
        ids,
        id -> {
          NamedVectors vectors = reader.vectors(id, VectorSelector.only(stage.using()));
          float score =
              vectors == null ? Float.NaN : Searcher.score(scorer, vectors, stage.using());
          if (!Float.isNaN(score)) {
            scored.add(new Scored(id, score));
          }
        });
    run.compared(scored.size());
    scored.sort(Searcher.nearestFirst(scorer));
    return best(scored, stage, scorer, limit);
  }

  private static int candidates(Query.Mmr mmr, int limit) {
    return mmr.candidates() == null ? limit : mmr.candidates();
  }

  private Ranking diverse(
      DiverseChoice<?> choice, Query.Mmr mmr, String using, Ranking nearest, int limit)
      throws IOException {
    List<Scored> points = nearest.points();
    List<VectorValue> compared = new ArrayList<>(points.size());
    for (Scored point : points) {
      compared.add(reader.requireVector(point.id(), using));
    }
    int[] chosen = choice.choose(compared, mmr.diversity(), limit, awaited);
    List<Scored> ranked = new ArrayList<>(chosen.length);
    for (int place : chosen) {
      ranked.add(points.get(place));
    }
    return new Ranking(ranked, nearest.largerIsBetter());
  }

  private List<Scored> computed(ScoreFormula formula, List<Ranking> sources) throws IOException {
    ScoreFormula resolved = formula.mapFilters(schema::resolve);
    List<Map<PointId, Float>> scores =
        sources.stream()
            .map(
                source -> {
                  Map<PointId, Float> ofSource = new HashMap<>();
                  source.points().forEach(point -> ofSource.put(point.id(), point.score()));
                  return ofSource;
                })
            .toList();
    List<Scored> points = new ArrayList<>();
    forEach(
        ids(sources),
        id -> {
          try {
            points.add(new Scored(id, resolved.score(new FormulaInputs(id, scores, reader))));
          } catch (UncheckedIOException e) {
            throw e.getCause();
          }
        });
    points.sort(Fusion.LARGEST_FIRST);
    return points;
  }
}
