package io.vdb.core.model;

import io.vdb.core.filter.FieldIndex;

/**
 * A field that something is declared of.
 *
 * @param field where in payloads it is
 * @param index what is declared
 * @param points how many points have a value of the declared type there
 */
public record DeclaredField(PayloadPath field, FieldIndex index, long points) {}
