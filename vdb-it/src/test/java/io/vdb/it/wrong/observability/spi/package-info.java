/** Breaks the rules for the observability SPI. */
@NullMarked
package io.vdb.it.wrong.observability.spi;

import org.jspecify.annotations.NullMarked;
