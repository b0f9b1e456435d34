/**
 * A backend that counts how often it is called and keeps nothing else. It is packed into a jar and
 * put into a server's folder of plugins to find out what one request records.
 */
@NullMarked
package io.vdb.it.bench.counting;

import org.jspecify.annotations.NullMarked;
