/**
 * The certificate with which both listeners show themselves, read again when its files change. Takes
 * no part in which cipher is used: that is the library's to choose, from TLS 1.2 on.
 */
@NullMarked
package io.vdb.server.tls;

import org.jspecify.annotations.NullMarked;
