/** Stands for a library that no module uses yet. */
@NullMarked
package io.opentelemetry.standin;

import org.jspecify.annotations.NullMarked;
