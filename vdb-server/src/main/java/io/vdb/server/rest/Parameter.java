package io.vdb.server.rest;

import io.vdb.server.api.ApiException;
import io.vdb.server.api.Place;

/**
 * A parameter in the address of a request.
 *
 * @param where which parameters it belongs to
 * @param path its name
 */
record Parameter(String where, String path) implements Place {

  static Parameter ofPath(String name) {
    return new Parameter("path parameters", name);
  }

  static Parameter ofQuery(String name) {
    return new Parameter("query parameters", name);
  }

  @Override
  public ApiException invalid(String message) {
    return ApiException.invalid(where, path, message);
  }

  @Override
  public ApiException malformed(String message) {
    return ApiException.malformed("Deserialize error in " + where + ": " + message);
  }
}
