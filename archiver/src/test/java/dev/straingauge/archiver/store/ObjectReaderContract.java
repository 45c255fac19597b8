package dev.straingauge.archiver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every reader of objects does. The writer puts into what {@link #reader()} reads. */
abstract class ObjectReaderContract {

  abstract ObjectReader reader();

  abstract ObjectStore writer();

  static Content text(String text) {
    return Content.of(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsWhatWasPut() {
    writer().put("read/a/one", text("first"));
    assertThat(reader().get("read/a/one", 5))
        .hasValueSatisfying(b -> assertThat(b).asString().isEqualTo("first"));
    assertThat(reader().head("read/a/one"))
        .hasValueSatisfying(o -> assertThat(o.bytes()).isEqualTo(5));
  }

  @Test
  void copiesWhatWasPut() {
    writer().put("read/a/copied", text("of any size"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(reader().copy("read/a/copied", out)).isTrue();
    assertThat(out).hasToString("of any size");
    assertThat(reader().copy("none/x", out)).isFalse();
    assertThat(out).hasToString("of any size");
  }

  @Test
  void saysThatThereIsNothing() {
    assertThat(reader().get("none/x", 10)).isEmpty();
    assertThat(reader().head("none/x")).isEmpty();
    assertThat(reader().list("none/")).isEmpty();
    assertThat(reader().folders("none/")).isEmpty();
  }

  @Test
  void refusesMoreBytesThanAsked() {
    writer().put("large", text("123456"));
    assertThatThrownBy(() -> reader().get("large", 5))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.id()).isEqualTo(StoreException.CORRUPT));
  }

  @Test
  void listsByPrefixInOrder() {
    writer().put("list/b/2", text("22"));
    writer().put("list/a/1", text("1"));
    writer().put("list/ab", text("3"));
    assertThat(reader().list("list/").stream().map(StoredObject::key))
        .containsExactly("list/a/1", "list/ab", "list/b/2");
    assertThat(reader().list("list/a").stream().map(StoredObject::key))
        .containsExactly("list/a/1", "list/ab");
    assertThat(reader().folders("list/")).containsExactly("a", "b");
    assertThat(reader().folders("")).contains("list");
  }

  @Test
  void tellsVersionsOfThoseThatAreThere() {
    writer().put("versions/a/1/M", text("first"));
    writer().put("versions/a/2/M", text("second"));
    writer().put("versions/a/2/x", text("not asked for"));
    List<String> keys =
        List.of("versions/a/1/D", "versions/a/1/M", "versions/a/2/M", "versions/a/3/M", "none/b/M");
    Map<String, String> before = reader().versions(keys);
    assertThat(before).containsOnlyKeys("versions/a/1/M", "versions/a/2/M");

    writer().put("versions/a/1/M", text("other"));

    Map<String, String> now = reader().versions(keys);
    assertThat(now.get("versions/a/2/M")).isEqualTo(before.get("versions/a/2/M"));
    assertThat(now.get("versions/a/1/M")).isNotEqualTo(before.get("versions/a/1/M"));
    assertThat(reader().versions(List.of())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a/../../x", "a//b", "", "/etc/passwd", "a/./b", "a\\b", "a\nb"})
  void refusesKeysThatLeaveTheirFolder(String key) {
    assertThatThrownBy(() -> reader().get(key, 10)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> writer().put(key, text("x")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
