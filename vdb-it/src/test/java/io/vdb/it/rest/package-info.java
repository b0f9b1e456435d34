/** What a client of the REST front sees, on the assembled distribution. */
@NullMarked
package io.vdb.it.rest;

import org.jspecify.annotations.NullMarked;
