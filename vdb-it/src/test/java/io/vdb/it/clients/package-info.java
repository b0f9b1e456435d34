/** Clients that others wrote, against the assembled distribution. */
@NullMarked
package io.vdb.it.clients;

import org.jspecify.annotations.NullMarked;
