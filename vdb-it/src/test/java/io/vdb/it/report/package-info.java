/** Writes what long runs have counted into a report. */
@NullMarked
package io.vdb.it.report;

import org.jspecify.annotations.NullMarked;
