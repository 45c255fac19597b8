package dev.straingauge.producer.cluster.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Takes secrets out of what is kept: values of environment variables, of keys that sound like a
 * secret, of Secrets, what was last applied, and in any text what looks like a token. A value of an
 * environment variable that was seen once is masked wherever it turns up later. Better too much
 * than too little. Not thread-safe.
 */
final class Masking {

  static final String MASKED = "(masked)";

  /**
   * Shorter values are words and numbers: to mask those everywhere would hide what is to be seen.
   */
  private static final int SHORTEST_VALUE = 6;

  private static final String WORDS =
      "passw(?:or)?d|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|account[_-]?key"
          + "|credential|authorization|cookie|signature|sas[_-]?url|connection[_-]?string";
  private static final Pattern SENSITIVE = Pattern.compile("(?i).*(" + WORDS + ").*");

  /** Keys that name a secret, and do not hold one. */
  private static final Pattern NAMES = Pattern.compile("(?i).*(name|namespace|ref|path|seconds)");

  private static final List<Replacement> TEXT =
      List.of(
          new Replacement(
              "(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|\\z)",
              MASKED),
          new Replacement(
              "(?i)((?:proxy-)?authorization[\"']?\\s*[:=]\\s*[\"']?)[^\\r\\n\"']+", "$1" + MASKED),
          new Replacement("(?i)((?:set-)?cookie[\"']?\\s*:\\s*)[^\\r\\n]+", "$1" + MASKED),
          new Replacement("(?i)\\b(bearer|basic)\\s+[A-Za-z0-9._~+/=-]{6,}", "$1 " + MASKED),
          new Replacement("\\beyJ[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]*)?", MASKED),
          new Replacement("\\b(?:AKIA|ASIA)[A-Z0-9]{12,}\\b", MASKED),
          new Replacement("://[^/\\s:@]+:[^/\\s@]+@", "://" + MASKED + "@"),
          new Replacement(
              "(?i)([a-z0-9_.-]*(?:"
                  + WORDS
                  + ")[a-z0-9_.-]*\\\\?[\"']?[ \\t]*[=:][ \\t]*)"
                  + "(?!\\(masked\\))(?:\\\\?\"[^\"\\r\\n]*\"?|'[^'\\r\\n]*'?|[^\\s,;&\"'}\\]]+)",
              "$1" + MASKED),
          new Replacement(
              "(?i)(--?[a-z0-9-]*(?:" + WORDS + ")[a-z0-9-]*\\s+)(?!-)\\S+", "$1" + MASKED));

  private final TreeSet<String> values =
      new TreeSet<>(Comparator.comparingInt(String::length).reversed().thenComparing(v -> v));

  private record Replacement(Pattern pattern, String by) {
    Replacement(String pattern, String by) {
      this(Pattern.compile(pattern), by);
    }
  }

  /** The text without what looks like a secret, and without values that are known to be one. */
  String text(String text) {
    String masked = text;
    for (String value : values) {
      masked = masked.replace(value, MASKED);
    }
    for (Replacement each : TEXT) {
      masked = each.pattern.matcher(masked).replaceAll(each.by);
    }
    return masked;
  }

  /** Remembers the values of environment variables in an object, wherever they are. */
  void learn(JsonNode object) {
    if (object instanceof ObjectNode fields) {
      if (fields.get("env") instanceof ArrayNode variables) {
        variables.forEach(variable -> remember(variable.path("value").asText()));
      }
    }
    object.forEach(this::learn);
  }

  /** Masks an object in place, as the API gave it. */
  void mask(ObjectNode object) {
    boolean secret = object.path("kind").asText().equals("Secret");
    for (String field : fields(object)) {
      JsonNode value = object.get(field);
      if (field.equals("managedFields")) {
        object.remove(field);
      } else if (field.equals("kubectl.kubernetes.io/last-applied-configuration")
          || (secret && (field.equals("data") || field.equals("stringData")))
          || (value.isValueNode() && !value.isBoolean() && isSensitive(field))) {
        object.put(field, MASKED);
      } else if (field.equals("env") && value instanceof ArrayNode variables) {
        variables.forEach(Masking::maskVariable);
      } else if ((field.equals("args") || field.equals("command"))
          && value instanceof ArrayNode words) {
        maskWords(words);
      } else {
        within(value);
        if (value.isTextual()) {
          object.put(field, text(value.asText()));
        }
      }
    }
  }

  private void within(JsonNode value) {
    if (value instanceof ObjectNode inner) {
      mask(inner);
    } else if (value instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        within(list.get(i));
        if (list.get(i).isTextual()) {
          list.set(i, TextNode.valueOf(text(list.get(i).asText())));
        }
      }
    }
  }

  /** An argument after {@code --token} is one. */
  private void maskWords(ArrayNode words) {
    boolean masked = false;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i).asText();
      words.set(i, TextNode.valueOf(masked && !word.startsWith("-") ? MASKED : text(word)));
      masked = word.startsWith("-") && !word.contains("=") && isSensitive(word);
    }
  }

  private static void maskVariable(JsonNode variable) {
    if (variable instanceof ObjectNode fields && fields.has("value")) {
      fields.put("value", MASKED);
    }
  }

  private void remember(String value) {
    if (value.length() >= SHORTEST_VALUE) {
      values.add(value);
    }
  }

  private static boolean isSensitive(String key) {
    return SENSITIVE.matcher(key).matches()
        && !NAMES.matcher(key.toLowerCase(Locale.ROOT)).matches();
  }

  private static List<String> fields(ObjectNode object) {
    List<String> fields = new ArrayList<>();
    object.fieldNames().forEachRemaining(fields::add);
    return fields;
  }
}
