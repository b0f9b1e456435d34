@NullMarked
package io.vdb.server.rest;

import org.jspecify.annotations.NullMarked;
