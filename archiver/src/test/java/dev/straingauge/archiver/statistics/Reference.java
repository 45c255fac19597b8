package dev.straingauge.archiver.statistics;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Cases of the files in {@code statistics/}: lines of fields separated by semicolons. */
final class Reference {

  private Reference() {}

  /** The fields after the kind, of all SciPy cases of that kind; see reference.py. */
  static List<String[]> cases(String kind) {
    return lines("reference.csv").stream()
        .map(line -> line.split(";", -1))
        .filter(fields -> fields[0].equals(kind))
        .map(fields -> Arrays.copyOfRange(fields, 1, fields.length))
        .toList();
  }

  static List<String> lines(String file) {
    try (InputStream in = Reference.class.getResourceAsStream("/statistics/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static double[] numbers(String list) {
    return list.isEmpty()
        ? new double[0]
        : Arrays.stream(list.split(","))
            .mapToDouble(text -> Double.parseDouble(text.replace("inf", "Infinity")))
            .toArray();
  }

  static List<Observation> observations(String list) {
    return Arrays.stream(numbers(list)).mapToObj(Observation::of).toList();
  }
}
