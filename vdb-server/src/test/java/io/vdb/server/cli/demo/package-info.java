@NullMarked
package io.vdb.server.cli.demo;

import org.jspecify.annotations.NullMarked;
