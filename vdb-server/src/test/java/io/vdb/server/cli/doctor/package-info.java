@NullMarked
package io.vdb.server.cli.doctor;

import org.jspecify.annotations.NullMarked;
