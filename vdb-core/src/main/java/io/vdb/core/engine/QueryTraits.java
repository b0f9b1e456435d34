package io.vdb.core.engine;

import io.vdb.core.model.CollectionConfig;
import io.vdb.core.model.VectorConfig;
import io.vdb.core.query.Query;
import io.vdb.core.query.QueryStage;
import java.util.function.Predicate;

/**
 * What a query is like, for whoever counts.
 *
 * @param mode how points are found in the end
 * @param fusion whether anything is merged by ranks or scores
 * @param examples whether anything is found by examples
 * @param sparse whether any sparse vector is compared
 * @param multi whether any multivector is
 */
record QueryTraits(SearchMode mode, boolean fusion, boolean examples, boolean sparse, boolean multi) {

  static QueryTraits of(QueryStage root, CollectionConfig config) {
    boolean fusion = any(root, stage -> stage.query() instanceof Query.Fusing);
    return new QueryTraits(
        fusion ? SearchMode.HYBRID : mode(root, config),
        fusion,
        any(root, stage -> mode(stage, config) == SearchMode.RECOMMEND),
        any(root, stage -> isSparse(stage, config)),
        any(
            root,
            stage -> stage.query() instanceof Query.OfVectors && isMulti(config, stage.using())));
  }

  /** Tells whether the vector of this name is a multivector. */
  static boolean isMulti(CollectionConfig config, String using) {
    VectorConfig vector = config.vector(using);
    return vector != null && vector.multi();
  }

  private static SearchMode mode(QueryStage stage, CollectionConfig config) {
    return switch (stage.query()) {
      case Query.Recommend _, Query.Discover _, Query.Context _, Query.RelevanceFeedback _ ->
          SearchMode.RECOMMEND;
      case Query.Nearest _, Query.Mmr _ -> nearest(config, stage.using());
      case Query.OfPrefetches _ -> SearchMode.HYBRID;
      case Query.Ordered _, Query.Sample _ -> SearchMode.FILTER;
      case null -> SearchMode.FILTER;
    };
  }

  /** Returns how the nearest points by a vector are found. */
  static SearchMode nearest(CollectionConfig config, String using) {
    return config.isSparse(using) ? SearchMode.SPARSE : SearchMode.VECTOR;
  }

  private static boolean isSparse(QueryStage stage, CollectionConfig config) {
    return stage.query() instanceof Query.OfVectors && config.isSparse(stage.using());
  }

  private static boolean any(QueryStage stage, Predicate<QueryStage> wanted) {
    return wanted.test(stage)
        || stage.prefetch().stream().anyMatch(below -> any(below, wanted));
  }
}
