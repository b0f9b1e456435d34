package io.vdb.it.wrong.core;

import java.util.Date;

/** Takes the old class for a moment. */
@SuppressWarnings("JavaUtilDate") // that is what it is for
final class UsesDate {

  long now() {
    return new Date().getTime();
  }
}
