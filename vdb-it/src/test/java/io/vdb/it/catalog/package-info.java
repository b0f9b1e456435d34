/**
 * The catalogue of metrics: the reference that is generated from it, the rules that names follow,
 * and whether a live server feeds exactly what is declared.
 */
@NullMarked
package io.vdb.it.catalog;

import org.jspecify.annotations.NullMarked;
