@NullMarked
package io.vdb.core.filter;

import org.jspecify.annotations.NullMarked;
