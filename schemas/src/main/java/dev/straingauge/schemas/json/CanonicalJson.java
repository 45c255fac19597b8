package dev.straingauge.schemas.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * JSON in the one form of RFC 8785 (JSON Canonicalization Scheme): no white space, members sorted
 * by the UTF-16 units of their names, strings with the fewest escapes, numbers as ECMAScript prints
 * a double. Equal content gives equal text on every machine. Thread-safe.
 *
 * <p>All numbers are doubles for RFC 8785. An integer that would read back as another one (only
 * beyond 2^53) is refused rather than rounded: write it as a string.
 */
public final class CanonicalJson {

  private static final String ESCAPED = "\b\t\n\f\r\"\\";
  private static final String ESCAPES = "btnfr\"\\";

  private CanonicalJson() {}

  /**
   * The canonical text of {@code node}.
   *
   * @throws IllegalArgumentException if it holds something that has no canonical form: a lone
   *     surrogate, a number that is not finite, an integer that would become another, bytes
   */
  public static String write(JsonNode node) {
    StringBuilder out = new StringBuilder();
    write(node, out);
    return out.toString();
  }

  private static void write(JsonNode node, StringBuilder out) {
    switch (node.getNodeType()) {
      case OBJECT -> writeObject(node, out);
      case ARRAY -> writeArray(node, out);
      case STRING -> writeString(node.textValue(), out);
      case NUMBER -> out.append(number(node));
      case BOOLEAN -> out.append(node.booleanValue());
      case NULL -> out.append("null");
      case BINARY, MISSING, POJO ->
          throw new IllegalArgumentException(
              "write canonical JSON: a node of type %s (expected a JSON value)"
                  .formatted(node.getNodeType()));
    }
  }

  private static void writeObject(JsonNode object, StringBuilder out) {
    Iterable<String> names = object::fieldNames;
    List<String> sorted = StreamSupport.stream(names.spliterator(), false).sorted().toList();
    out.append('{');
    String separator = "";
    for (String name : sorted) {
      out.append(separator);
      writeString(name, out);
      out.append(':');
      write(object.get(name), out);
      separator = ",";
    }
    out.append('}');
  }

  private static void writeArray(JsonNode array, StringBuilder out) {
    out.append('[');
    for (Iterator<JsonNode> items = array.elements(); items.hasNext(); ) {
      write(items.next(), out);
      if (items.hasNext()) {
        out.append(',');
      }
    }
    out.append(']');
  }

  private static void writeString(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      int escape = ESCAPED.indexOf(unit);
      if (escape >= 0) {
        out.append('\\').append(ESCAPES.charAt(escape));
      } else if (unit < 0x20) {
        out.append("\\u00")
            .append(unit < 0x10 ? '0' : '1')
            .append(Character.forDigit(unit & 0xF, 16));
      } else {
        checkPaired(text, i);
        out.append(unit);
      }
    }
    out.append('"');
  }

  private static void checkPaired(String text, int at) {
    char unit = text.charAt(at);
    boolean paired =
        Character.isHighSurrogate(unit)
            ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
            : !Character.isLowSurrogate(unit)
                || (at > 0 && Character.isHighSurrogate(text.charAt(at - 1)));
    if (!paired) {
      throw new IllegalArgumentException(
          "write canonical JSON: lone surrogate U+%04X at %d of a string (expected Unicode text)"
              .formatted((int) unit, at));
    }
  }

  private static String number(JsonNode node) {
    double value = node.doubleValue();
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "write canonical JSON: number %s (expected a finite double)".formatted(node));
    }
    String text = EcmaScriptNumber.format(value);
    if (node.isIntegralNumber()
        && new BigDecimal(text).compareTo(new BigDecimal(node.bigIntegerValue())) != 0) {
      throw new IllegalArgumentException(
          "write canonical JSON: integer %s, which would become %s (expected a string)"
              .formatted(node, text));
    }
    return text;
  }
}
