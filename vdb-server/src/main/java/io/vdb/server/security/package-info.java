/**
 * Who may do what: {@link io.vdb.server.security.AccessRules} decides by the keys that a client
 * shows. Knows no protocol and keeps no key in clear. Everything here is immutable.
 */
@NullMarked
package io.vdb.server.security;

import org.jspecify.annotations.NullMarked;
