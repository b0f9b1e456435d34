/**
 * The Prometheus backend, found under the name {@code prometheus}.
 *
 * <p>Entry point is {@link io.vdb.observability.prometheus.PrometheusProvider}. Each backend has a
 * registry of its own, so several in one process do not mix. Recording goes to instruments that are
 * bound to their labels once and takes no lock; a scrape reads callbacks on the scraping thread. A
 * series, callback or collector that fails is left out of a scrape and never fails it.
 */
@NullMarked
package io.vdb.observability.prometheus;

import org.jspecify.annotations.NullMarked;
