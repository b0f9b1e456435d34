@NullMarked
package io.vdb.core.model;

import org.jspecify.annotations.NullMarked;
