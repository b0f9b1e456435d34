package io.vdb.index.lucene;

import io.vdb.core.filter.DateTimeText;
import io.vdb.core.filter.Filter;
import io.vdb.core.filter.FilterEvaluator;
import io.vdb.core.model.Distance;
import io.vdb.core.model.OrderBy;
import io.vdb.core.model.PayloadPath;
import io.vdb.core.model.Point;
import io.vdb.core.model.PointId;
import io.vdb.core.model.VectorValue;
import io.vdb.core.query.ContextPair;
import io.vdb.core.query.GroupsRequest;
import io.vdb.core.query.PointGroup;
import io.vdb.core.query.Query;
import io.vdb.core.query.QueryStage;
import io.vdb.core.query.RatedExample;
import io.vdb.core.query.ScoreFormula;
import io.vdb.core.query.Scored;
import io.vdb.core.query.VectorInput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Compound queries as plainly as can be: every point is looked at, everything is sorted. Vectors
 * are of small whole numbers, so that sums are exact in whatever order they are added up.
 */
final class ReferenceQueries {

  private final Map<PointId, Point> points;
  private final Map<String, Distance> distances;

  ReferenceQueries(Map<PointId, Point> points, Map<String, Distance> distances) {
    this.points = points;
    this.distances = distances;
  }

  private Point at(PointId id) {
    return Objects.requireNonNull(points.get(id));
  }

  private Distance distance(String using) {
    return Objects.requireNonNull(distances.get(using));
  }

  private float[] dense(String using, PointId id) {
    return Objects.requireNonNull(at(id).vectors().dense(using));
  }

  /** A list and the direction of its scores. */
  private record Listed(List<Scored> points, boolean larger) {}

  List<Scored> answer(QueryStage root, int offset) {
    List<Scored> all = stage(root, List.of(), named(root), root.limit() + offset).points();
    return all.subList(Math.min(offset, all.size()), all.size());
  }

  private static Set<PointId> named(QueryStage stage) {
    Set<PointId> ids = new HashSet<>();
    if (stage.query() instanceof Query.OfVectors query) {
      for (VectorInput input : query.inputs()) {
        if (input instanceof VectorInput.Stored stored) {
          ids.add(stored.id());
        }
      }
    }
    stage.prefetch().forEach(below -> ids.addAll(named(below)));
    return ids;
  }

  private Listed stage(QueryStage stage, List<Filter> around, Set<PointId> excluded, int limit) {
    List<Filter> filters = new ArrayList<>(around);
    if (stage.filter() != null) {
      filters.add(stage.filter());
    }
    List<Listed> sources = new ArrayList<>();
    Set<PointId> candidates = new LinkedHashSet<>();
    for (QueryStage below : stage.prefetch()) {
      Listed source = stage(below, filters, excluded, below.limit());
      sources.add(source);
      source.points().forEach(point -> candidates.add(point.id()));
    }
    if (stage.prefetch().isEmpty()) {
      for (Point point : points.values()) {
        if (!excluded.contains(point.id()) && matchesAll(filters, point)) {
          candidates.add(point.id());
        }
      }
    }
    Listed found = ranked(stage, candidates, sources, limit);
    return new Listed(
        found.points().subList(0, Math.min(limit, found.points().size())), found.larger());
  }

  private static boolean matches(Filter filter, Point point) {
    return FilterEvaluator.matches(
        filter, point.id(), point.payload(), point.vectors()::has);
  }

  private static boolean matchesAll(List<Filter> filters, Point point) {
    return filters.stream().allMatch(filter -> matches(filter, point));
  }

  private Listed ranked(
      QueryStage stage, Set<PointId> candidates, List<Listed> sources, int limit) {
    return switch (stage.query()) {
      case null ->
          new Listed(candidates.stream().sorted().map(id -> new Scored(id, 1)).toList(), true);
      case Query.Mmr mmr -> {
        List<Scored> nearest = byVector(stage, mmr, candidates).points();
        int wanted = mmr.candidates() == null ? limit : mmr.candidates();
        yield new Listed(
            diverse(stage.using(), mmr, nearest.subList(0, Math.min(wanted, nearest.size()))),
            larger(stage.using()));
      }
      case Query.OfVectors query -> byVector(stage, query, candidates);
      case Query.Ordered ordered -> new Listed(ordered(ordered.order(), candidates), true);
      case Query.RankFusion fusion -> reaching(stage, fused(fusion, sources));
      case Query.ScoreFusion _ -> reaching(stage, normalized(sources));
      case Query.Formula formula -> reaching(stage, computed(formula, sources, candidates));
      case Query.Sample _ -> throw new IllegalArgumentException("nobody knows");
    };
  }

  private boolean larger(String using) {
    return distance(using).largerIsNearer();
  }

  private static List<Scored> sorted(Map<PointId, Float> scores, boolean larger) {
    Comparator<Scored> byScore = Comparator.comparingDouble(Scored::score);
    return scores.entrySet().stream()
        .map(entry -> new Scored(entry.getKey(), entry.getValue()))
        .sorted((larger ? byScore.reversed() : byScore).thenComparing(Scored::id))
        .toList();
  }

  private static Listed reaching(QueryStage stage, Map<PointId, Float> scores) {
    Float threshold = stage.scoreThreshold();
    return new Listed(
        sorted(scores, true).stream()
            .filter(point -> threshold == null || point.score() >= threshold)
            .toList(),
        true);
  }

  private Listed byVector(QueryStage stage, Query.OfVectors query, Set<PointId> candidates) {
    String using = stage.using();
    ToDoubleFunction<float[]> scorer = scorer(using, query);
    boolean near =
        query instanceof Query.Nearest
            || query instanceof Query.Mmr
            || (query instanceof Query.Recommend recommend
                && recommend.strategy() == io.vdb.core.query.RecommendStrategy.AVERAGE_VECTOR);
    boolean larger = !near || larger(using);
    Map<PointId, Float> scores = new HashMap<>();
    for (PointId id : candidates) {
      float[] vector = at(id).vectors().dense(using);
      if (vector != null) {
        float score = (float) scorer.applyAsDouble(vector);
        Float threshold = stage.scoreThreshold();
        if (threshold == null || (larger ? score > threshold : score < threshold)) {
          scores.put(id, score);
        }
      }
    }
    return new Listed(sorted(scores, larger), larger);
  }

  private float distance(String using, float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double off = (double) a[i] - b[i];
      sum +=
          switch (distance(using)) {
            case DOT, COSINE -> (double) a[i] * b[i];
            case EUCLID -> off * off;
            case MANHATTAN -> Math.abs(off);
          };
    }
    return (float) (distance(using) == Distance.EUCLID ? Math.sqrt(sum) : sum);
  }

  private float similarity(String using, float[] a, float[] b) {
    float distance = distance(using, a, b);
    return switch (distance(using)) {
      case DOT, COSINE -> distance;
      case EUCLID -> -distance * distance;
      case MANHATTAN -> -distance;
    };
  }

  private float @Nullable [] vector(String using, VectorInput input) {
    return switch (input) {
      case VectorInput.Given given -> ((VectorValue.Dense) given.vector()).components();
      case VectorInput.Stored stored -> at(stored.id()).vectors().dense(using);
    };
  }

  private float[] required(String using, VectorInput input) {
    float[] vector = vector(using, input);
    if (vector == null) {
      throw new IllegalArgumentException("the query is to name points that have the vector");
    }
    return vector;
  }

  private List<float[]> vectors(String using, List<VectorInput> inputs) {
    List<float[]> vectors = new ArrayList<>();
    for (VectorInput input : inputs) {
      float[] vector = vector(using, input);
      if (vector != null) {
        vectors.add(vector);
      }
    }
    return vectors;
  }

  private ToDoubleFunction<float[]> scorer(String using, Query.OfVectors query) {
    return switch (query) {
      case Query.Nearest nearest -> v -> distance(using, required(using, nearest.target()), v);
      case Query.Mmr mmr -> v -> distance(using, required(using, mmr.target()), v);
      case Query.Recommend recommend -> recommend(using, recommend);
      case Query.Discover discover ->
          v -> {
            int rank = 0;
            for (ContextPair pair : discover.context()) {
              float good = similarity(using, required(using, pair.positive()), v);
              float bad = similarity(using, required(using, pair.negative()), v);
              rank += good > bad ? 1 : good < bad ? -1 : 0;
            }
            return rank + share(similarity(using, required(using, discover.target()), v));
          };
      case Query.Context context ->
          v -> {
            float sum = 0;
            for (ContextPair pair : context.pairs()) {
              float good = similarity(using, required(using, pair.positive()), v);
              float bad = similarity(using, required(using, pair.negative()), v);
              sum += sigmoid(Math.min(good - bad - 1.1920929e-7f, 0));
            }
            return sum;
          };
      case Query.RelevanceFeedback feedback ->
          v ->
              rated(
                  feedback,
                  input -> similarity(using, required(using, input), v));
    };
  }

  /** Pair by pair, as it is described. */
  static double rated(Query.RelevanceFeedback query, ToDoubleFunction<VectorInput> similarity) {
    double score = query.targetWeight() * similarity.applyAsDouble(query.target());
    for (RatedExample high : query.examples()) {
      for (RatedExample low : query.examples()) {
        float confidence = high.rating() - low.rating();
        if (confidence > 0) {
          double more =
              similarity.applyAsDouble(high.example()) - similarity.applyAsDouble(low.example());
          score += Math.pow(confidence, query.exponent()) * query.pairWeight() * more;
        }
      }
    }
    return score + 0.0; // -0 is 0
  }

  private ToDoubleFunction<float[]> recommend(String using, Query.Recommend query) {
    List<float[]> good = vectors(using, query.positive());
    List<float[]> bad = vectors(using, query.negative());
    return switch (query.strategy()) {
      case AVERAGE_VECTOR -> {
        float[] target = new float[good.getFirst().length];
        for (int i = 0; i < target.length; i++) {
          int at = i;
          float plus = (float) good.stream().mapToDouble(v -> v[at]).average().orElse(0);
          float minus = (float) bad.stream().mapToDouble(v -> v[at]).average().orElse(plus);
          target[i] = plus + plus - minus;
        }
        yield v -> distance(using, target, v);
      }
      case BEST_SCORE ->
          v -> {
            float best = Float.NEGATIVE_INFINITY;
            for (float[] example : good) {
              best = Math.max(best, similarity(using, example, v));
            }
            float worst = Float.NEGATIVE_INFINITY;
            for (float[] example : bad) {
              worst = Math.max(worst, similarity(using, example, v));
            }
            return best > worst ? share(best) : -share(worst);
          };
      case SUM_SCORES ->
          v -> {
            float sum = 0;
            for (float[] example : good) {
              sum += similarity(using, example, v);
            }
            for (float[] example : bad) {
              sum -= similarity(using, example, v);
            }
            return sum;
          };
    };
  }

  private static float sigmoid(float x) {
    return x / (1 + Math.abs(x));
  }

  private static float share(float x) {
    return 0.5f * (sigmoid(x) + 1);
  }

  private List<Scored> diverse(String using, Query.Mmr mmr, List<Scored> nearest) {
    List<Scored> left = new ArrayList<>(nearest);
    List<Scored> chosen = new ArrayList<>();
    float[] target = required(using, mmr.target());
    while (!left.isEmpty()) {
      Scored best = null;
      float most = Float.NEGATIVE_INFINITY;
      for (Scored point : left) {
        float[] vector = dense(using, point.id());
        float worst = Float.NEGATIVE_INFINITY;
        for (Scored before : chosen) {
          worst =
              Math.max(
                  worst,
                  similarity(using, vector, dense(using, before.id())));
        }
        float near = similarity(using, target, vector);
        float score =
            chosen.isEmpty() || mmr.diversity() == 0
                ? near
                : (1 - mmr.diversity()) * near - mmr.diversity() * worst;
        if (best == null || score > most) {
          best = point;
          most = score;
        }
      }
      chosen.add(best);
      left.remove(best);
    }
    return chosen;
  }

  private List<Scored> ordered(OrderBy order, Set<PointId> candidates) {
    List<Scored> all = new ArrayList<>();
    for (PointId id : candidates) {
      Set<Long> values = new LinkedHashSet<>();
      for (Object value : values(order.field(), at(id))) {
        if (value instanceof Long number) {
          values.add(number);
        } else if (value instanceof String text && DateTimeText.micros(text).isPresent()) {
          values.add(DateTimeText.micros(text).getAsLong());
        }
      }
      values.forEach(value -> all.add(new Scored(id, 1, value)));
    }
    Long start = (Long) order.startFrom();
    Comparator<Scored> byValue = Comparator.comparingLong(ReferenceQueries::value);
    Set<PointId> seen = new HashSet<>();
    return all.stream()
        .filter(
            point ->
                start == null
                    || (order.descending() ? value(point) <= start : value(point) >= start))
        .sorted((order.descending() ? byValue.reversed() : byValue).thenComparing(Scored::id))
        .filter(point -> seen.add(point.id()))
        .toList();
  }

  private static long value(Scored point) {
    Number value = point.orderValue();
    return value == null ? 0 : value.longValue();
  }

  private static List<@Nullable Object> values(PayloadPath path, Point point) {
    List<@Nullable Object> values = new ArrayList<>();
    path.forEachValue(
        point.payload().asMap(),
        value -> {
          if (value instanceof List<?> list) {
            values.addAll(list);
          } else {
            values.add(value);
          }
        });
    return values;
  }

  private static Map<PointId, Float> fused(Query.RankFusion fusion, List<Listed> sources) {
    Map<PointId, Float> sums = new HashMap<>();
    for (int i = 0; i < sources.size(); i++) {
      float weight = fusion.weights().isEmpty() ? 1 : fusion.weights().get(i);
      List<Scored> list = sources.get(i).points();
      for (int rank = 0; rank < list.size(); rank++) {
        float score = weight <= 0 ? 0 : 1f / ((rank + 1f) / weight + fusion.k() - 1f);
        sums.merge(list.get(rank).id(), score, Float::sum);
      }
    }
    return sums;
  }

  private static Map<PointId, Float> normalized(List<Listed> sources) {
    Map<PointId, Float> sums = new HashMap<>();
    for (Listed source : sources) {
      List<Scored> list = source.points();
      double mean = list.stream().mapToDouble(Scored::score).average().orElse(0);
      double variance =
          list.stream().mapToDouble(p -> (p.score() - mean) * (p.score() - mean)).sum()
              / Math.max(1, list.size() - 1);
      double low = mean - 3 * Math.sqrt(variance);
      double high = mean + 3 * Math.sqrt(variance);
      for (Scored point : list) {
        double share = variance == 0 ? 0.5 : (point.score() - low) / (high - low);
        sums.merge(point.id(), (float) (source.larger() ? share : 1 - share), Float::sum);
      }
    }
    return sums;
  }

  private Map<PointId, Float> computed(
      Query.Formula formula, List<Listed> sources, Set<PointId> candidates) {
    Map<PointId, Float> scores = new HashMap<>();
    for (PointId id : candidates) {
      Point point = at(id);
      scores.put(
          id,
          formula
              .formula()
              .score(
                  new ScoreFormula.Inputs() {
                    @Override
                    public float score(int prefetch) {
                      return prefetch >= sources.size()
                          ? Float.NaN
                          : sources.get(prefetch).points().stream()
                              .filter(found -> found.id().equals(id))
                              .map(Scored::score)
                              .findFirst()
                              .orElse(Float.NaN);
                    }

                    @Override
                    public Map<String, @Nullable Object> payload() {
                      return point.payload().asMap();
                    }

                    @Override
                    public boolean matches(Filter filter) {
                      return ReferenceQueries.matches(filter, point);
                    }
                  }));
    }
    return scores;
  }

  /** Groups everything that there is. */
  Map<PointGroup.Key, List<PointId>> groups(GroupsRequest request) {
    QueryStage root = request.root();
    boolean once = !root.prefetch().isEmpty();
    QueryStage all = once ? enlarged(root, root.limit()) : root;
    List<Filter> grouped = List.of();
    Map<PointId, Point> keyed = new TreeMap<>();
    points.forEach(
        (id, point) -> {
          if (!keys(request.groupBy(), point).isEmpty()) {
            keyed.put(id, point);
          }
        });
    // Points without a group are not there for the query, but may be named by it.
    Set<PointId> hidden = new HashSet<>(points.keySet());
    hidden.removeAll(keyed.keySet());
    hidden.addAll(named(root));
    Map<PointGroup.Key, List<PointId>> groups = new LinkedHashMap<>();
    for (Scored point : stage(all, grouped, hidden, Integer.MAX_VALUE).points()) {
      for (PointGroup.Key key : keys(request.groupBy(), at(point.id()))) {
        if (groups.containsKey(key) || groups.size() < root.limit()) {
          List<PointId> members = groups.computeIfAbsent(key, _ -> new ArrayList<>());
          if (members.size() < request.groupSize() && !members.contains(point.id())) {
            members.add(point.id());
          }
        }
      }
    }
    return groups;
  }

  private static QueryStage enlarged(QueryStage stage, int factor) {
    return stage.withPrefetch(
        stage.prefetch().stream()
            .map(below -> enlarged(below.withLimit(below.limit() * factor), factor))
            .toList());
  }

  private static Set<PointGroup.Key> keys(PayloadPath path, Point point) {
    Set<PointGroup.Key> keys = new LinkedHashSet<>();
    for (Object value : values(path, point)) {
      if (value instanceof String text) {
        keys.add(new PointGroup.Key.Text(text));
      } else if (value instanceof Long number) {
        keys.add(new PointGroup.Key.Whole(number));
      }
    }
    return keys;
  }
}
