package dev.straingauge.producer.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.straingauge.producer.cluster.simulated.DriverProfile;
import dev.straingauge.producer.cluster.simulated.DriverProfiles;
import dev.straingauge.schemas.config.Scenario;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnProfileTest {

  @TempDir Path folder;

  @Test
  void isReadBesideTheScenarioAndNamesTheDriver() throws Exception {
    write("drivers/mine.yaml", shipped("block").replace("name: block", "name: mine"));

    LoadedScenario loaded = load(scenario("drivers/mine.yaml@7.1"));

    Scenario.Target target = loaded.scenario().target();
    DriverProfile profile = DriverProfiles.of(target);
    DriverProfile block = DriverProfiles.require("block");
    assertThat(target.driver()).isEqualTo("mine");
    assertThat(target.driverVersion()).isEqualTo("7.1");
    assertThat(target.accessMode()).isEqualTo(Scenario.Target.RWO);
    assertThat(target.storageClass().name()).isEqualTo("mine-sc");
    assertThat(profile.name()).isEqualTo("mine");
    assertThat(profile.attaching()).isEqualTo(block.attaching());
    assertThat(profile.latencies()).isEqualTo(block.latencies());
    assertThat(profile.clients()).isEqualTo(block.clients());
    assertThat(loaded.effective().toString())
        .contains("\"path\":\"target.profile.latencies.mount")
        .doesNotContain("\"path\":\"latencies");
  }

  @Test
  void isReadFromTheWorkingDirectoryWithSet() throws Exception {
    Path file = write("mine.yaml", shipped("efs").replace("name: efs", "name: mine"));
    Path here = Path.of("").toAbsolutePath().relativize(file.toAbsolutePath());

    LoadedScenario loaded =
        ScenarioFiles.load("quickstart", List.of("target.driver=" + here), OptionalLong.empty());

    assertThat(loaded.scenario().target().driver()).isEqualTo("mine");
    assertThat(loaded.scenario().target().driverVersion()).isEqualTo("unknown");
    assertThat(loaded.scenario().target().accessMode()).isEqualTo(Scenario.Target.RWX);
  }

  @Test
  void isPartOfThePlanButItsCommentsAndOrderAreNot() throws Exception {
    String text = shipped("block").replace("name: block", "name: mine");
    write("mine.yaml", text);
    String first = load(scenario("mine.yaml")).planHash();

    write("mine.yaml", "# of last year\n" + text.replace("name: mine\n", "") + "\nname: mine\n");
    String reordered = load(scenario("mine.yaml")).planHash();
    write("mine.yaml", text.replace("workers: 10 ", "workers: 11 "));
    String changed = load(scenario("mine.yaml")).planHash();

    assertThat(reordered).isEqualTo(first);
    assertThat(changed).isNotEqualTo(first);
  }

  @Test
  void allProblemsOfScenarioAndProfileAreTold() throws Exception {
    write(
        "mine.yaml",
        shipped("block")
            .replace("name: block", "name: Not A Name")
            .replace("workers: 10 ", "workers: 0 ")
            .replace("statusPeriod: 10s", "statusPeriodd: 10s"));

    PlanException e =
        failure(scenario("mine.yaml").replace("rate: 1/s", "rate: fast") + "seed: much\n");

    String file = folder.resolve("mine.yaml").toString();
    assertThat(e.id()).isEqualTo("config-invalid");
    assertThat(told(e))
        .anyMatch(line -> line.startsWith(file + ":3  name: 'Not A Name' is no name"))
        .anyMatch(line -> line.contains(file) && line.contains("attaching.workers: 0"))
        .anyMatch(line -> line.contains("attaching.statusPeriod: is missing"))
        .anyMatch(line -> line.contains("unknown key 'statusPeriodd' (did you mean"))
        .anyMatch(line -> line.contains("seed: 'much'"))
        .anyMatch(line -> line.contains("load.rate: 'fast'"));
  }

  @ParameterizedTest(name = "{0}")
  @Timeout(10)
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "not there        | none.yaml      | no such file",
        "a device         | /dev/zero.yaml | no such file",
        "a directory      | folder.yaml    | is no regular file (expected a YAML file)",
        "too large        | large.yaml     | bytes long (expected at most 1MiB)",
        "no text          | binary.yaml    | is no UTF-8 text",
        "empty            | empty.yaml     | is empty (expected a YAML document)",
        "a list           | list.yaml      | is a list (expected a mapping)",
        "broken           | broken.yaml    | no YAML",
        "with tags        | tags.yaml      | tag",
      })
  void refuses(String name, String driver, String message) throws Exception {
    Files.createDirectory(folder.resolve("folder.yaml"));
    write("large.yaml", "#".repeat(2 << 20));
    Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    write("empty.yaml", "");
    write("list.yaml", "[1, 2]");
    write("broken.yaml", "name: [");
    write("tags.yaml", "name: !!javax.script.ScriptEngineManager [1]");

    PlanException e = failure(scenario(driver));

    assertThat(e.id()).isEqualTo("config-invalid");
    assertThat(told(e)).anyMatch(line -> line.contains(message));
  }

  private List<String> told(PlanException e) {
    List<String> told = new ArrayList<>();
    e.problems().forEach(problem -> told.add(problem.toString()));
    return told;
  }

  private PlanException failure(String scenario) {
    return catchThrowableOfType(PlanException.class, () -> load(scenario));
  }

  private LoadedScenario load(String scenario) throws IOException {
    return ScenarioFiles.load(
        write("s.yaml", scenario).toString(), List.of(), OptionalLong.empty());
  }

  private static String scenario(String driver) {
    return NativeFormTest.SMALLEST + "target: {driver: '" + driver + "'}\n";
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    return Files.writeString(file, text);
  }

  private static String shipped(String name) throws IOException {
    try (InputStream in = OwnProfileTest.class.getResourceAsStream("/profiles/" + name + ".yaml")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
