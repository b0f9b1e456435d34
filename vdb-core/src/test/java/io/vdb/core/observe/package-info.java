@NullMarked
package io.vdb.core.observe;

import org.jspecify.annotations.NullMarked;
