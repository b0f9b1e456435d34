package io.vdb.server.rest;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.vdb.server.api.ApiException;
import io.vdb.server.api.ErrorKind;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Answers what no route takes: 405 when another method would do, or when it is for clusters only, 404
 * otherwise.
 */
final class FallbackService implements HttpService {

  private final Map<Pattern, Set<HttpMethod>> methods = new LinkedHashMap<>();
  private final Map<Pattern, String> known = new LinkedHashMap<>();

  /**
   * A fallback.
   *
   * @param methodsByTemplate templates, and the methods that each takes
   * @param reasons templates of which clients know more methods, and why those are not taken
   */
  FallbackService(Map<String, Set<HttpMethod>> methodsByTemplate, Map<String, String> reasons) {
    methodsByTemplate.forEach(
        (template, taken) -> methods.put(pattern(template), new TreeSet<>(taken)));
    reasons.forEach((template, reason) -> known.put(pattern(template), reason));
  }

  private static Pattern pattern(String template) {
    return Pattern.compile(
        Arrays.stream(template.split("/", -1))
            .map(part -> part.startsWith("{") ? "[^/]+" : Pattern.quote(part))
            .collect(Collectors.joining("/")));
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    long startNanos = System.nanoTime();
    Set<HttpMethod> allowed = new TreeSet<>();
    methods.forEach(
        (pattern, taken) -> {
          if (pattern.matcher(ctx.path()).matches()) {
            allowed.addAll(taken);
          }
        });
    String reason = reason(ctx.path());
    if (allowed.isEmpty() && reason.isEmpty()) {
      return Answers.error(
          ctx,
          ApiException.notFound("there is no route " + ctx.method() + " " + path(ctx)),
          startNanos);
    }
    ctx.setAdditionalResponseHeader(
        HttpHeaderNames.ALLOW,
        allowed.stream().map(HttpMethod::name).collect(Collectors.joining(", ")));
    return Answers.error(
        ctx,
        new ApiException(
            ErrorKind.METHOD_NOT_ALLOWED,
            "Bad request: " + path(ctx) + " does not take the method " + ctx.method() + reason),
        startNanos);
  }

  private String reason(String path) {
    for (Map.Entry<Pattern, String> one : known.entrySet()) {
      if (one.getKey().matcher(path).matches()) {
        return ": " + one.getValue();
      }
    }
    return "";
  }

  private static String path(ServiceRequestContext ctx) {
    String path = ctx.path();
    return path.length() <= 200 ? path : path.substring(0, 200) + "...";
  }
}
