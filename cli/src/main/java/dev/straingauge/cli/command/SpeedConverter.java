package dev.straingauge.cli.command;

import dev.straingauge.producer.stage.Pace;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code max}, {@code realtime} and {@code 10x}. */
final class SpeedConverter implements ITypeConverter<SpeedConverter.Speed> {

  private static final Pattern TIMES = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,6})?)x");

  /**
   * A speed and its words.
   *
   * @param words as the user says it
   * @param pace how virtual time passes
   */
  record Speed(String words, Pace pace) {
    static final Speed MAX = new Speed("max", Pace.max());
  }

  @Override
  public Speed convert(String value) {
    Matcher times = TIMES.matcher(value);
    if (value.equals("max")) {
      return Speed.MAX;
    }
    if (value.equals("realtime")) {
      return new Speed(value, Pace.realtime());
    }
    if (times.matches() && Double.parseDouble(times.group(1)) > 0) {
      return new Speed(value, Pace.times(Double.parseDouble(times.group(1))));
    }
    throw new TypeConversionException(
        "'%s' is no speed (expected max, realtime or a factor like 10x)".formatted(value));
  }
}
