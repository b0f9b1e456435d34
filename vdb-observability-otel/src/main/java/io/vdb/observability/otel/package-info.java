/** The OpenTelemetry backend: spans and metrics, sent by OTLP. */
@NullMarked
package io.vdb.observability.otel;

import org.jspecify.annotations.NullMarked;
