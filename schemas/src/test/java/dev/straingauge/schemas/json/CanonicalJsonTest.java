package dev.straingauge.schemas.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors: RFC 8785, sections 3.2.2 to 3.2.4 and appendix B. */
class CanonicalJsonTest {

  private static String canonical(String json) {
    return CanonicalJson.write(Json.read(json));
  }

  @Test
  void writesTheExampleOfTheRfc() {
    String json =
        """
        {
          "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
          "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
          "literals": [null, true, false]
        }
        """;
    assertThat(canonical(json))
        .isEqualTo(
            "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
  }

  @Test
  void sortsMembersByTheirUtf16Units() {
    String json =
        """
        {"\\u20ac": "Euro Sign", "\\r": "Carriage Return", "\\ufb33": "Hebrew Letter Dalet With Dagesh",
         "1": "One", "\\ud83d\\ude00": "Emoji: Grinning Face", "\\u0080": "Control",
         "\\u00f6": "Latin Small Letter O With Diaeresis"}
        """;
    assertThat(canonical(json))
        .isEqualTo(
            "{\"\\r"
                + "\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"\u00f6\":\"Latin"
                + " Small Letter O With Diaeresis\",\"\u20ac\":\"Euro"
                + " Sign\",\"\ud83d\ude00\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter"
                + " Dalet With Dagesh\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "0000000000000000, 0",
    "8000000000000000, 0",
    "0000000000000001, 5e-324",
    "8000000000000001, -5e-324",
    "7fefffffffffffff, 1.7976931348623157e+308",
    "ffefffffffffffff, -1.7976931348623157e+308",
    "4340000000000000, 9007199254740992",
    "c340000000000000, -9007199254740992",
    "4430000000000000, 295147905179352830000",
    "44b52d02c7e14af5, 9.999999999999997e+22",
    "44b52d02c7e14af6, 1e+23",
    "44b52d02c7e14af7, 1.0000000000000001e+23",
    "444b1ae4d6e2ef4e, 999999999999999700000",
    "444b1ae4d6e2ef4f, 999999999999999900000",
    "444b1ae4d6e2ef50, 1e+21",
    "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d, 0.000001",
    "41b3de4355555553, 333333333.3333332",
    "41b3de4355555554, 333333333.33333325",
    "41b3de4355555555, 333333333.3333333",
    "41b3de4355555556, 333333333.3333334",
    "41b3de4355555557, 333333333.33333343",
    "becbf647612f3696, -0.0000033333333333333333",
    "43143ff3c1cb0959, 1424953923781206.2"
  })
  void writesNumbersAsEcmaScriptDoes(String bits, String expected) {
    double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
    assertThat(CanonicalJson.write(DoubleNode.valueOf(value))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void refusesNumbersThatAreNotFinite(double value) {
    assertThatThrownBy(() -> CanonicalJson.write(DoubleNode.valueOf(value)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void writesDigitsThatReadBackAndAreNoLongerThanJavas() {
    SplittableRandom random = new SplittableRandom(8785);
    for (int i = 0; i < 200_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        String text = EcmaScriptNumber.format(value);
        assertThat(Double.parseDouble(text)).isEqualTo(value == 0 ? 0.0 : value);
        assertThat(new BigDecimal(text).stripTrailingZeros().precision())
            .isLessThanOrEqualTo(new BigDecimal(Double.toString(value)).precision());
        assertThat(canonical(text)).isEqualTo(text);
      }
    }
  }

  @Test
  void refusesAnIntegerThatWouldBecomeAnother() {
    assertThat(CanonicalJson.write(LongNode.valueOf(1L << 53))).isEqualTo("9007199254740992");
    assertThat(CanonicalJson.write(LongNode.valueOf(-42))).isEqualTo("-42");
    for (long value : new long[] {(1L << 53) + 1, 1L << 62, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertThatThrownBy(() -> CanonicalJson.write(LongNode.valueOf(value)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("integer " + value);
    }
  }

  @Test
  void refusesLoneSurrogates() {
    for (String text : new String[] {"\ud800", "a\udc00", "\ud800\ud800\udc00", "\udc00\ud800"}) {
      assertThatThrownBy(() -> CanonicalJson.write(TextNode.valueOf(text)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("lone surrogate");
    }
  }

  @Test
  void escapesAllControlCharactersAndNothingElse() {
    assertThat(CanonicalJson.write(TextNode.valueOf("\u0000\u001f\b\t\n\f\r\"\\/\u007f\u2028")))
        .isEqualTo("\"\\u0000\\u001f\\b\\t\\n\\f\\r\\\"\\\\/\u007f\u2028\"");
  }

  @Test
  void writesEmptyContainers() {
    assertThat(canonical(" { \"b\" : [ ] , \"a\" : { } } ")).isEqualTo("{\"a\":{},\"b\":[]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "{\"a\":1,\"a\":2}", "{} {}", "{a:1}", "NaN"})
  void readsOnlyStrictJson(String text) {
    assertThatThrownBy(() -> Json.read(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsObjectsOnlyWhereAskedTo() {
    assertThat(Json.readObject("{\"a\":1}").get("a").intValue()).isEqualTo(1);
    assertThatThrownBy(() -> Json.readObject("[1]")).isInstanceOf(IllegalArgumentException.class);
  }
}
