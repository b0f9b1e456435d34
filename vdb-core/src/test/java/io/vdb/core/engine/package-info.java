@NullMarked
package io.vdb.core.engine;

import org.jspecify.annotations.NullMarked;
