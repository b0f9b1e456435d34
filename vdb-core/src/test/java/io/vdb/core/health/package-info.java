@NullMarked
package io.vdb.core.health;

import org.jspecify.annotations.NullMarked;
