package dev.straingauge.schemas.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.regex.Pattern;

/** Why a text is no JSON, in words a user knows. */
public final class JsonWords {

  /** How the parser names a place; of its source it tells that it does not tell it. */
  private static final Pattern PLACE =
      Pattern.compile("\\[Source: [^\\]]*line: ([0-9]+), column: ([0-9]+)\\]");

  private JsonWords() {}

  /** The reason and the place, on one line. */
  public static String of(IOException cause) {
    if (!(cause instanceof JsonProcessingException json)) {
      return String.valueOf(cause.getMessage());
    }
    String reason =
        PLACE
            .matcher(String.valueOf(json.getOriginalMessage()))
            .replaceAll("line $1, column $2")
            .replace('\n', ' ');
    JsonLocation at = json.getLocation();
    return at == null
        ? reason
        : "%s, at line %d, column %d".formatted(reason, at.getLineNr(), at.getColumnNr());
  }
}
