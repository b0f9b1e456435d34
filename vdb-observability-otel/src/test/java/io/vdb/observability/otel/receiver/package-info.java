/**
 * A collector for tests: takes OTLP over gRPC and over HTTP on ports of its own and keeps what it
 * gets. Published with the module's test classes, for tests of a whole server too.
 */
@NullMarked
package io.vdb.observability.otel.receiver;

import org.jspecify.annotations.NullMarked;
