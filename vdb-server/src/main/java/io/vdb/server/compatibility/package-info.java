/**
 * Qdrant's own metrics, beside ours, for dashboards and alerts that were made for it. Their names
 * follow no rule of ours, so they are no instruments of the observability SPI: this package writes
 * them as text from what the server counts anyway.
 */
@NullMarked
package io.vdb.server.compatibility;

import org.jspecify.annotations.NullMarked;
