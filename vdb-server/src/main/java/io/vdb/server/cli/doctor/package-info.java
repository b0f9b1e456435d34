/**
 * What {@code vdb doctor} looks at: a running server, the machine that it runs on, and how much both
 * have to do. Each class looks at one of these and returns {@link
 * io.vdb.server.cli.doctor.Observation}s; {@link io.vdb.server.cli.doctor.Doctor} asks all of them.
 * Nothing is changed. Confined to one thread.
 */
@NullMarked
package io.vdb.server.cli.doctor;

import org.jspecify.annotations.NullMarked;
