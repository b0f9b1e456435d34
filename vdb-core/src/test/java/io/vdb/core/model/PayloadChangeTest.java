package io.vdb.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the changes make of payloads; single quotes stand for double ones. */
class PayloadChangeTest {

  private static Payload payload(String text) {
    return Payload.parse(text.replace('\'', '"'));
  }

  private static Payload set(String before, String key, String fields) {
    return new PayloadChange.Set(payload(fields), PayloadPath.parse(key)).applyTo(payload(before));
  }

  private static Payload delete(String before, String... keys) {
    List<PayloadPath> paths = new ArrayList<>();
    for (String key : keys) {
      paths.add(PayloadPath.parse(key));
    }
    return new PayloadChange.Delete(paths).applyTo(payload(before));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                        | a      | {'a':{'x':1,'n':null}}",
        "{'a':{'y':2},'b':3}       | a      | {'a':{'x':1,'n':null},'b':3}",
        "{'a':5}                   | a      | {'a':{'x':1,'n':null}}",
        "{'b':5}                   | a.b    | {'b':5,'a':{'b':{'x':1,'n':null}}}",
        "{'a':{'b':{'y':2},'c':3}} | a.b    | {'a':{'b':{'x':1,'n':null},'c':3}}",
        "{'a':[{'y':2},3]}         | a[]    | {'a':[{'x':1,'n':null},{'x':1,'n':null}]}",
        "{'a':[{'y':2},3]}         | a[0]   | {'a':[{'x':1,'n':null},3]}",
        "{'a':[{'y':2}]}           | a[1]   | {'a':[{'y':2}]}",
        "{}                        | a[].b  | {'a':[]}",
      })
  void replacesWhatThePathLeadsTo(String before, String key, String after) {
    PayloadChange.Replace change =
        new PayloadChange.Replace(payload("{'x':1,'n':null}"), PayloadPath.parse(key));

    assertThat(change.applyTo(payload(before))).isEqualTo(payload(after));
    assertThat(change.applyTo(payload(after))).as("twice").isEqualTo(payload(after));
    assertThat(change.mostBytes(payload(before)))
        .isGreaterThanOrEqualTo(payload(after).json().length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                        | a      | {'a':{'x':1}}",
        "{'a':{'y':2}}             | a      | {'a':{'y':2,'x':1}}",
        "{'a':{'x':0}}             | a      | {'a':{'x':1}}",
        "{'a':5,'b':6}             | a      | {'a':{'x':1},'b':6}",
        "{'a':null}                | a      | {'a':{'x':1}}",
        "{'a':[1]}                 | a      | {'a':{'x':1}}",
        "{}                        | a.b.c  | {'a':{'b':{'c':{'x':1}}}}",
        "{'a':{'b':{'y':2},'z':3}} | a.b    | {'a':{'b':{'y':2,'x':1},'z':3}}",
        "{'a':[{'y':2},3,{}]}      | a[]    | {'a':[{'y':2,'x':1},{'x':1},{'x':1}]}",
        "{'a':[{'y':2},3]}         | a[0]   | {'a':[{'y':2,'x':1},3]}",
        "{'a':[{'y':2}]}           | a[1]   | {'a':[{'y':2}]}",
        "{'a':5}                   | a[0]   | {'a':[]}",
        "{'a':5}                   | a[]    | {'a':[]}",
        "{}                        | a[].b  | {'a':[]}",
        "{'a':[{'b':{'y':2}},{}]}  | a[].b  | {'a':[{'b':{'y':2,'x':1}},{'b':{'x':1}}]}",
        "{'a':[[{}],[]]}           | a[][0] | {'a':[[{'x':1}],[]]}",
      })
  void setsFieldsWhereThePathLeads(String before, String key, String after) {
    assertThat(set(before, key, "{'x':1}")).isEqualTo(payload(after));
  }

  @Test
  void removesFieldsThatAreSetToNull() {
    assertThat(set("{'a':{'x':1,'y':2}}", "a", "{'x':null,'z':3}"))
        .isEqualTo(payload("{'a':{'y':2,'z':3}}"));
    assertThat(
            new PayloadChange.Set(payload("{'x':null,'z':{'n':null}}"), null)
                .applyTo(payload("{'x':1,'y':2}")))
        .isEqualTo(payload("{'y':2,'z':{'n':null}}"));
  }

  @Test
  void keepsNullsWhenFieldsArePutAsOnceLogged() {
    assertThat(new PayloadChange.Put(payload("{'x':null}")).applyTo(payload("{'x':1,'y':2}")))
        .isEqualTo(payload("{'x':null,'y':2}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':1,'b':2}              | a       | {'b':2}",
        "{'b':2}                    | a       | {'b':2}",
        "{'a':{'b':1,'c':2}}        | a.b     | {'a':{'c':2}}",
        "{'a':{'b':1}}              | a.b     | {'a':{}}",
        "{'a':5}                    | a.b     | {'a':5}",
        "{'a':[{'b':1,'c':2},3]}    | a[].b   | {'a':[{'c':2},3]}",
        "{'a':[{'b':1},{'b':2}]}    | a[1].b  | {'a':[{'b':1},{}]}",
        "{'a':[{'b':1}]}            | a[7].b  | {'a':[{'b':1}]}",
        "{'a':[{'b':1}]}            | a.b     | {'a':[{'b':1}]}",
        "{'a':[1,2]}                | a[]     | {'a':[]}",
        "{'a':[1,2]}                | a[0]    | {'a':[1,2]}",
        "{'a':[[1],[2]]}            | a[][]   | {'a':[[],[]]}",
        "{'a':[[1],[2]]}            | a[0][]  | {'a':[[],[2]]}",
      })
  void deletesWhatThePathLeadsTo(String before, String key, String after) {
    assertThat(delete(before, key)).isEqualTo(payload(after));
  }

  @Test
  void deletesSeveralPathsOneAfterTheOther() {
    assertThat(delete("{'a':{'b':1},'c':2,'d':3}", "a.b", "c", "missing"))
        .isEqualTo(payload("{'a':{},'d':3}"));
  }

  @Test
  void deletesFromRandomPayloadsWhatAProjectionLeavesOut() {
    for (long seed = 1; seed <= 2_000; seed++) {
      Random random = new Random(seed);
      Payload before = Payload.of(object(random, 4));
      List<PayloadPath> paths = List.of(path(random), path(random));
      assertThat(new PayloadChange.Delete(paths).applyTo(before))
          .as("seed %d, %s from %s", seed, paths, before)
          .isEqualTo(before.excluding(paths));
    }
  }

  @Test
  void setsFieldsInRandomPayloadsAndLeavesTheRest() {
    for (long seed = 1; seed <= 2_000; seed++) {
      Random random = new Random(seed);
      Payload before = Payload.of(object(random, 4));
      PayloadPath path = path(random);
      PayloadChange.Set change = new PayloadChange.Set(payload("{'new':7}"), path);
      Payload after = change.applyTo(before);
      String about = "seed %d, %s in %s".formatted(seed, path, before);

      List<@Nullable Object> targets = new ArrayList<>();
      path.forEachValue(after.asMap(), targets::add);
      assertThat(targets)
          .as(about)
          .allMatch(t -> t instanceof Map<?, ?> m && Long.valueOf(7).equals(m.get("new")));
      assertThat(change.applyTo(after)).as("%s, twice", about).isEqualTo(after);
      assertThat(change.mostBytes(before))
          .as("%s, bound on %s", about, after)
          .isGreaterThanOrEqualTo(after.json().length);
      assertThat(after.asMap().keySet()).as(about).containsAll(before.asMap().keySet());
      String first = ((PayloadPath.Key) path.steps().getFirst()).name();
      PayloadPath outermost = PayloadPath.parse(first);
      assertThat(after.excluding(List.of(outermost)))
          .as(about)
          .isEqualTo(before.excluding(List.of(outermost)));
    }
  }

  private static final List<String> KEYS = List.of("a", "b", "c");

  private static String key(Random random) {
    return KEYS.get(random.nextInt(KEYS.size()));
  }

  private static Map<String, @Nullable Object> object(Random random, int depth) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      object.put(key(random), value(random, depth - 1));
    }
    return object;
  }

  private static @Nullable Object value(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 6 : 2)) {
      case 0 -> null;
      case 1 -> random.nextInt(10);
      case 2, 3 -> object(random, depth);
      default -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          list.add(value(random, depth - 1));
        }
        yield list;
      }
    };
  }

  /** Ends in a key, so that deleting and projecting mean the same. */
  private static PayloadPath path(Random random) {
    List<PayloadPath.Step> steps = new ArrayList<>();
    steps.add(new PayloadPath.Key(key(random)));
    for (int i = random.nextInt(4); i > 0; i--) {
      steps.add(
          switch (random.nextInt(4)) {
            case 0 -> new PayloadPath.Index(random.nextInt(3));
            case 1 -> new PayloadPath.All();
            default -> new PayloadPath.Key(key(random));
          });
    }
    if (!(steps.getLast() instanceof PayloadPath.Key)) {
      steps.add(new PayloadPath.Key(key(random)));
    }
    return new PayloadPath(steps);
  }
}
