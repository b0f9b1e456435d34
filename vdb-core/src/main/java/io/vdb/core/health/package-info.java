/**
 * How the parts of a database are: {@link io.vdb.core.health.Health} asks all {@link
 * io.vdb.core.health.HealthCheck}s at once, each within a time limit, and remembers what they said
 * for a moment. The database has checks of its own; a program that embeds it adds others. Safe for
 * concurrent use.
 */
@NullMarked
package io.vdb.core.health;

import org.jspecify.annotations.NullMarked;
