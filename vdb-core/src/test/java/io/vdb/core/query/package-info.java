@NullMarked
package io.vdb.core.query;

import org.jspecify.annotations.NullMarked;
