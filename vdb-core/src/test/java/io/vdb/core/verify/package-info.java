@NullMarked
package io.vdb.core.verify;

import org.jspecify.annotations.NullMarked;
