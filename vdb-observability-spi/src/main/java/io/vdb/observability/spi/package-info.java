/**
 * The observability SPI: what the engine records to, and what a backend implements.
 *
 * <p>Code that records asks a {@link io.vdb.observability.spi.Meter} for instruments once, when it
 * is built, and keeps the bound handles; recording looks nothing up. A backend is an {@link
 * io.vdb.observability.spi.ObservabilityProvider} found by {@link java.util.ServiceLoader}, chosen
 * by name and started through {@link io.vdb.observability.spi.Backends}. Set-up methods reject bad
 * input; recording methods never throw and never block.
 */
@NullMarked
package io.vdb.observability.spi;

import org.jspecify.annotations.NullMarked;
