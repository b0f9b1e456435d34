/** Puts the server together. The only package that knows Guice. */
@NullMarked
package io.vdb.server.wiring;

import org.jspecify.annotations.NullMarked;
