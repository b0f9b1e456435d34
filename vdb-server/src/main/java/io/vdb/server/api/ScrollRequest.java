package io.vdb.server.api;

import io.vdb.core.filter.Filter;
import io.vdb.core.model.OrderBy;
import io.vdb.core.model.PointId;
import io.vdb.core.model.Projection;
import org.jspecify.annotations.Nullable;

/**
 * A page of points that is wanted.
 *
 * @param from id at which it starts; the first one when absent
 * @param limit most points on it
 * @param filter which points; all when absent
 * @param projection what is returned of each
 */
public record ScrollRequest(
    @Nullable PointId from, int limit, @Nullable Filter filter, Projection projection) {

  /**
   * Returns the same points in another order.
   *
   * @throws ApiException when a page of an order by ids is wanted
   */
  public OrderedRequest by(OrderBy order) {
    if (from != null) {
      throw ApiException.wrongInput(
          "`offset` cannot be used together with `order_by`; use `start_from`, and a filter that "
              + "leaves out the points that were read");
    }
    return new OrderedRequest(order, limit, filter, projection);
  }
}
