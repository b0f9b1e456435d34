/** What must never leave the server by its logs, traces, metrics and lists of errors. */
@NullMarked
package io.vdb.it.redaction;

import org.jspecify.annotations.NullMarked;
