/**
 * Looks whether everything that a database keeps is whole and makes sense: a {@link
 * io.vdb.core.verify.VerifyRun} gathers what the {@link io.vdb.core.verify.VerifyCheck}s find, and
 * becomes a {@link io.vdb.core.verify.VerifyReport}. {@code io.vdb.core.engine.Verifications} begins
 * with it.
 */
@NullMarked
package io.vdb.core.verify;

import org.jspecify.annotations.NullMarked;
