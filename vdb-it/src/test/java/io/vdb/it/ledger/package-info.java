/**
 * A model of a whole database, to which random steps are applied, and what compares a database with it
 * after a crash: the entry point is {@link io.vdb.it.ledger.Ledger}.
 */
@NullMarked
package io.vdb.it.ledger;

import org.jspecify.annotations.NullMarked;
