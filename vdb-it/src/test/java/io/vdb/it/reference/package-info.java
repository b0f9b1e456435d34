/**
 * The server against a model of it: everything in memory, every answer worked out by looking at
 * every point, with doubles and without any code that the server answers queries with. {@link
 * io.vdb.it.reference.ReferenceModelIT} changes both in the same random ways over both protocols,
 * and asks both the same.
 *
 * <p>{@link io.vdb.it.reference.Questions} draws a {@link io.vdb.it.reference.Stage}, {@link
 * io.vdb.it.reference.ReferenceQueries} works out its {@link io.vdb.it.reference.Listing}, a {@link
 * io.vdb.it.reference.Wire} asks, and {@link io.vdb.it.reference.Comparison} compares. A new kind
 * of query is an {@link io.vdb.it.reference.Ask} and a line in {@code Questions}; a new kind of
 * vector is one in {@link io.vdb.it.reference.VectorLayout}, which knows how a vector is stored.
 */
@NullMarked
package io.vdb.it.reference;

import org.jspecify.annotations.NullMarked;
