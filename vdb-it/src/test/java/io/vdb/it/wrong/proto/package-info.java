/** Stands for generated messages. */
@NullMarked
package io.vdb.it.wrong.proto;

import org.jspecify.annotations.NullMarked;
