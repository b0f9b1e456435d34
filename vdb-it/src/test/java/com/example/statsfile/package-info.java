/** An observability backend as its author would write it: docs/PLUGIN_GUIDE.md is its story. */
@NullMarked
package com.example.statsfile;

import org.jspecify.annotations.NullMarked;
