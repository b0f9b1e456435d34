/** What it costs to be scraped: {@code ScrapeReport} compares our writer with the stock one. */
@NullMarked
package io.vdb.it.bench.scrape;

import org.jspecify.annotations.NullMarked;
