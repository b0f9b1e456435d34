/**
 * The contract kit for authors of observability backends.
 *
 * <p>A backend's tests extend {@link io.vdb.observability.tck.RecordingObservabilityTck}; a backend
 * that keeps nothing extends {@link io.vdb.observability.tck.ObservabilityTck}. One that records
 * spans is held to {@link io.vdb.observability.tck.TracerTck} as well. The kit is the artifact {@code
 * io.vdb:vdb-observability-spi} of type {@code test-jar} with the classifier {@code tests}; add JUnit
 * 6 ({@code org.junit.jupiter:junit-jupiter}) and AssertJ 3 ({@code org.assertj:assertj-core}) beside
 * it. {@link io.vdb.observability.tck.InMemoryObservability} lets other tests look at what was
 * recorded.
 */
@NullMarked
package io.vdb.observability.tck;

import org.jspecify.annotations.NullMarked;
