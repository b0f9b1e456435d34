package io.vdb.it.reference;

import io.vdb.core.filter.Filter;
import io.vdb.core.model.PointId;
import io.vdb.core.query.Lookup;
import io.vdb.core.query.VectorInput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Works out what queries find, by looking at every point. It says {@link Undecided} where an answer
 * depends on how scores are rounded.
 */
final class ReferenceQueries {

  private final Map<String, ReferenceCollection> collections;

  /** Queries of these collections, by their names. */
  ReferenceQueries(Map<String, ReferenceCollection> collections) {
    this.collections = collections;
  }

  /** Returns everything that may be answered to a query of a collection. */
  Listing answer(ReferenceCollection collection, Stage root, int limit) {
    return answer(collection, root, List.of(), limit);
  }

  /** Returns the same of points that also match other filters. */
  Listing answer(
      ReferenceCollection collection, Stage root, List<Filter> filters, int limit) {
    return new Run(collection, root).step(root, filters, limit);
  }

  /** Returns which of some points are how near to a point. */
  Listing nearest(
      ReferenceCollection collection, String using, PointId id, Set<PointId> others) {
    Ask.Nearest ask = new Ask.Nearest(VectorInput.of(id));
    Stage stage = Stage.of(ask, using, Filter.ALL, 1);
    Scorer scorer = new Scorers(collection, collection, stage).of(ask);
    List<Scored> scored = new ArrayList<>();
    for (PointId other : others) {
      Measure score = scorer.score(collection.get(other).vector(using));
      if (score != null) {
        scored.add(Scored.of(other, score));
      }
    }
    return Listing.ranked(scored, scorer.largerIsBetter(), true);
  }

  private ReferenceCollection source(ReferenceCollection own, @Nullable Lookup lookup) {
    return lookup == null ? own : Objects.requireNonNull(collections.get(lookup.collection()));
  }

  /** One query. */
  private final class Run {

    private final ReferenceCollection collection;
    private final Set<PointId> named = new HashSet<>();

    Run(ReferenceCollection collection, Stage root) {
      this.collection = collection;
      addNamed(root);
    }

    /** Points that a query names, in whatever step, are not found. */
    private void addNamed(Stage stage) {
      if (stage.ask() instanceof Ask.OfVectors ask
          && source(collection, stage.lookup()) == collection) {
        for (VectorInput example : ask.examples()) {
          if (example instanceof VectorInput.Stored(PointId id)) {
            named.add(id);
          }
        }
      }
      stage.prefetch().forEach(this::addNamed);
    }

    /** Filters hold for all steps below theirs. */
    Listing step(Stage stage, List<Filter> around, int limit) {
      List<Filter> filters = new ArrayList<>(around);
      filters.add(stage.filter());
      if (stage.prefetch().isEmpty()) {
        List<ModelPoint> found =
            collection.matching(filters).stream()
                .filter(point -> !named.contains(point.id()))
                .toList();
        return ranked(stage, found, limit);
      }
      List<Listing> sources = new ArrayList<>();
      for (Stage below : stage.prefetch()) {
        sources.add(step(below, filters, below.limit()));
      }
      return switch (stage.ask()) {
        case Ask.RankFusion fusion -> reaching(stage, byRank(stage, fusion, sources));
        case Ask.ScoreFusion _ -> reaching(stage, byScore(stage, sources));
        case Ask.Formula formula -> reaching(stage, computed(stage, formula, sources));
        default -> ranked(stage, union(stage, sources), limit);
      };
    }

    private List<ModelPoint> union(Stage stage, List<Listing> sources) {
      TreeSet<PointId> ids = new TreeSet<>();
      for (int i = 0; i < sources.size(); i++) {
        sources.get(i).firstOnes(stage.prefetch().get(i).limit()).forEach(s -> ids.add(s.id()));
      }
      return ids.stream().map(collection::get).toList();
    }

    /** Ranks points, which come in the order of their ids. */
    private Listing ranked(Stage stage, List<ModelPoint> found, int limit) {
      return switch (stage.ask()) {
        case Ask.ById _ -> unscored(found, Listing.Order.LISTED);
        case Ask.Sample _ -> unscored(found, Listing.Order.BY_CHANCE);
        case Ask.Ordered order -> ordered(order, found);
        case Ask.Diverse diverse -> {
          int candidates = diverse.candidates() == null ? limit : diverse.candidates();
          yield diverse(stage, diverse, scored(stage, diverse, found), candidates, limit);
        }
        case Ask.OfVectors ask -> scored(stage, ask, found);
        default -> throw new IllegalArgumentException("prefetches are missing");
      };
    }

    private Listing unscored(List<ModelPoint> found, Listing.Order order) {
      return Listing.unscored(
          found.stream().map(point -> Scored.unscored(point.id())).toList(), order);
    }

    private Listing scored(Stage stage, Ask.OfVectors ask, List<ModelPoint> found) {
      Scorer scorer = new Scorers(collection, source(collection, stage.lookup()), stage).of(ask);
      List<Scored> scored = new ArrayList<>();
      for (ModelPoint point : found) {
        if (point.vectors().containsKey(stage.using())) {
          Measure score = scorer.score(point.vector(stage.using()));
          if (score != null && passes(score, stage.threshold(), scorer.largerIsBetter())) {
            scored.add(Scored.of(point.id(), score));
          }
        }
      }
      return Listing.ranked(scored, scorer.largerIsBetter(), !stage.prefetch().isEmpty());
    }

    /** A score that is as good as the threshold does not pass. */
    private static boolean passes(
        Measure score, @Nullable Float threshold, boolean largerIsBetter) {
      if (threshold == null) {
        return true;
      }
      Measure least = new Measure(threshold, 0);
      if (score.room() > 0 && Math.abs(score.value() - threshold) <= score.room()) {
        throw new Undecided();
      }
      return largerIsBetter ? score.exceeds(least) : least.exceeds(score);
    }

    private Listing diverse(
        Stage stage, Ask.Diverse ask, Listing nearest, int candidates, int limit) {
      List<Scored> left = new ArrayList<>(nearest.firstInOrder(candidates));
      List<Scored> chosen = new ArrayList<>();
      Scorers scorers = new Scorers(collection, source(collection, stage.lookup()), stage);
      while (!left.isEmpty() && chosen.size() < limit) {
        Scored best = null;
        Measure most = new Measure(0, 0);
        for (Scored candidate : left) {
          Measure merit =
              scorers.relevance(
                  ask.target(), collection.get(candidate.id()).vector(stage.using()));
          if (!chosen.isEmpty() && ask.diversity() > 0) {
            merit = merit(merit, mostAlike(stage, candidate, chosen), ask.diversity());
          }
          if (best == null || exceeds(merit, most)) {
            best = candidate;
            most = merit;
          }
        }
        left.remove(best);
        chosen.add(Objects.requireNonNull(best));
      }
      return new Listing(chosen, Listing.Order.LISTED, nearest.largestFirst(), true);
    }

    /** Merits that are the same may be so by other sums, which rounding tells apart. */
    private static boolean exceeds(Measure merit, Measure most) {
      if (merit.value() == most.value()) {
        throw new Undecided();
      }
      return merit.exceeds(most);
    }

    private static Measure merit(Measure relevance, Measure alike, double diversity) {
      double near = (1 - diversity) * relevance.value();
      double like = diversity * alike.value();
      double room = (1 - diversity) * relevance.room() + diversity * alike.room();
      return new Measure(
          near - like, room + 3e-7 * (Math.abs(near) + Math.abs(like)) + 1e-9);
    }

    private Measure mostAlike(Stage stage, Scored candidate, List<Scored> chosen) {
      Scorers scorers = new Scorers(collection, collection, stage);
      Measure most = null;
      for (Scored other : chosen) {
        Measure alike =
            scorers.nearness(
                collection.get(candidate.id()).vector(stage.using()),
                collection.get(other.id()).vector(stage.using()));
        most = most == null || alike.value() > most.value() ? alike : most;
      }
      return Objects.requireNonNull(most);
    }

    private Listing ordered(Ask.Ordered order, List<ModelPoint> found) {
      Number from =
          order.from() instanceof String time
              ? Long.valueOf(FieldReading.micros(time))
              : (Number) order.from();
      Comparator<Number> ascending = ReferenceQueries::compare;
      Comparator<Number> direction = order.descending() ? ascending.reversed() : ascending;
      List<Scored> placed = new ArrayList<>();
      for (ModelPoint point : found) {
        FieldReading.ordered(point.payload(), order.field(), order.type()).stream()
            .filter(value -> from == null || direction.compare(value, from) >= 0)
            .min(direction)
            .ifPresent(value -> placed.add(new Scored(point.id(), Scored.NONE, 0, value)));
      }
      placed.sort(
          Comparator.comparing((Scored at) -> Objects.requireNonNull(at.value()), direction)
              .thenComparing(Scored::id));
      return Listing.unscored(placed, Listing.Order.LISTED);
    }

    private Listing byRank(Stage stage, Ask.RankFusion fusion, List<Listing> sources) {
      int k = fusion.k() == null ? 2 : fusion.k();
      Sums sums = new Sums();
      for (int i = 0; i < sources.size(); i++) {
        double weight = fusion.weights().isEmpty() ? 1 : fusion.weights().get(i);
        List<Scored> list = sources.get(i).firstInOrder(stage.prefetch().get(i).limit());
        for (int rank = 0; rank < list.size(); rank++) {
          double score = weight > 0 ? 1 / ((rank + 1) / weight + k - 1) : 0;
          // Without weights a float is the one that is nearest, until it is added to another.
          Measure exact = new Measure((float) score, 0);
          sums.add(
              list.get(rank).id(),
              fusion.weights().isEmpty() ? exact : new Measure(score, 3e-7 * score));
        }
      }
      return sums.listing();
    }

    private Listing byScore(Stage stage, List<Listing> sources) {
      Sums sums = new Sums();
      for (int i = 0; i < sources.size(); i++) {
        List<Scored> list = sources.get(i).firstOnes(stage.prefetch().get(i).limit());
        double count = list.size();
        double mean = list.stream().mapToDouble(Scored::score).sum() / count;
        double squares = list.stream().mapToDouble(s -> Math.pow(s.score() - mean, 2)).sum();
        double room = list.stream().mapToDouble(Scored::room).max().orElse(0);
        boolean same = list.stream().map(Scored::score).distinct().count() < 2;
        double deviation = same ? 0 : Math.sqrt(squares / (count - 1));
        if (!same && deviation < 1000 * room) {
          throw new Undecided(); // what is stretched so much is not exact any more
        }
        for (Scored point : list) {
          double off = point.score() - mean;
          double steps = same ? 0 : off / (6 * deviation);
          double score = 0.5 + (sources.get(i).largestFirst() ? steps : -steps);
          double blurred = same ? 0 : room / deviation + 2e-7 * (1 + Math.abs(mean) / deviation);
          sums.add(point.id(), new Measure(score, blurred));
        }
      }
      return sums.listing();
    }

    private Listing computed(Stage stage, Ask.Formula formula, List<Listing> sources) {
      List<Map<PointId, Scored>> scores = new ArrayList<>();
      for (int i = 0; i < sources.size(); i++) {
        Map<PointId, Scored> found = new HashMap<>();
        for (Scored point : sources.get(i).firstOnes(stage.prefetch().get(i).limit())) {
          found.put(point.id(), point);
        }
        scores.add(found);
      }
      List<Scored> computed = new ArrayList<>();
      for (ModelPoint point : union(stage, sources)) {
        ReferenceFormula score = new ReferenceFormula(formula, collection, point, scores);
        computed.add(Scored.of(point.id(), score.score()));
      }
      return Listing.ranked(computed, true, true);
    }

    /** After merging and formulas, a score that is as good as the threshold is kept. */
    private static Listing reaching(Stage stage, Listing listing) {
      Float threshold = stage.threshold();
      if (threshold == null) {
        return listing;
      }
      List<Scored> kept = new ArrayList<>();
      for (Scored point : listing.points()) {
        if (point.room() > 0 && Math.abs(point.score() - threshold) <= point.room()) {
          throw new Undecided();
        }
        if (point.score() >= threshold) {
          kept.add(point);
        }
      }
      return listing.of(kept);
    }
  }

  /** Scores that are added up. */
  private static final class Sums {
    private final Map<PointId, Measure> sums = new HashMap<>();

    void add(PointId id, Measure more) {
      sums.merge(
          id,
          more,
          (a, b) -> new Measure(a.value() + b.value(), a.room() + b.room() + 1e-7));
    }

    Listing listing() {
      List<Scored> points = new ArrayList<>();
      sums.forEach((id, sum) -> points.add(Scored.of(id, sum)));
      return Listing.ranked(points, true, true);
    }
  }

  private static int compare(Number a, Number b) {
    return a instanceof Long x && b instanceof Long y
        ? Long.compare(x, y)
        : Double.compare(a.doubleValue(), b.doubleValue());
  }
}
