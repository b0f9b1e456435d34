/** Tests of the index on Lucene, against exact comparison and the filter evaluator. */
@NullMarked
package io.vdb.index.lucene;

import org.jspecify.annotations.NullMarked;
