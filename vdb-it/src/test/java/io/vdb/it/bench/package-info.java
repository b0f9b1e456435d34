/**
 * What observability costs: JMH benchmarks of single recordings, and the same search load on
 * servers with different backends. {@code ObservabilityCostReport} runs all of it and writes the
 * report; docs/BENCHMARKS.md tells how.
 */
@NullMarked
package io.vdb.it.bench;

import org.jspecify.annotations.NullMarked;
