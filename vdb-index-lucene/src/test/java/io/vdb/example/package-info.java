/** Programs that the documentation shows, as they are shown. */
@NullMarked
package io.vdb.example;

import org.jspecify.annotations.NullMarked;
