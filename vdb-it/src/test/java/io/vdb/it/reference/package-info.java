/**
 * The server against a model of it: everything in memory, every answer worked out by looking at every
 * point. {@link io.vdb.it.reference.ReferenceModelIT} changes both in the same random ways over both
 * protocols, and asks both the same. A new kind of query is a {@link io.vdb.it.reference.Question}
 * and a line in {@link io.vdb.it.reference.Questions}.
 */
@NullMarked
package io.vdb.it.reference;

import org.jspecify.annotations.NullMarked;
