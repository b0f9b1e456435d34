package io.vdb.core.engine;

import io.vdb.core.query.Query;
import io.vdb.core.query.QueryStage;
import org.jspecify.annotations.Nullable;

/**
 * What a query is like, for whoever counts.
 *
 * @param mode how points are found in the end
 * @param fusion whether anything is merged by ranks or scores
 * @param examples whether anything is found by examples
 */
record QueryTraits(SearchMode mode, boolean fusion, boolean examples) {

  static QueryTraits of(QueryStage root) {
    boolean fusion = any(root, true);
    return new QueryTraits(fusion ? SearchMode.HYBRID : mode(root.query()), fusion, any(root, false));
  }

  private static SearchMode mode(@Nullable Query query) {
    return switch (query) {
      case Query.Recommend _, Query.Discover _, Query.Context _ -> SearchMode.RECOMMEND;
      case Query.Nearest _, Query.Mmr _ -> SearchMode.VECTOR;
      case Query.OfPrefetches _ -> SearchMode.HYBRID;
      case Query.Ordered _, Query.Sample _ -> SearchMode.FILTER;
      case null -> SearchMode.FILTER;
    };
  }

  private static boolean any(QueryStage stage, boolean fusion) {
    boolean here =
        fusion
            ? stage.query() instanceof Query.Fusing
            : mode(stage.query()) == SearchMode.RECOMMEND;
    return here || stage.prefetch().stream().anyMatch(below -> any(below, fusion));
  }
}
