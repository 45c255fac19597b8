package dev.straingauge.producer.plan.yaml;

import dev.straingauge.schemas.config.Quoted;
import dev.straingauge.schemas.config.Sizes;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Reads one YAML document into a {@link YamlNode} tree. Nothing in the file is ever turned into an
 * object of its choice: only the node graph is built, and tags are refused. Cost is bounded: 1 MiB
 * of UTF-8, 50 levels, 50 aliases of collections, 100,000 values after their expansion. Stateless.
 */
public final class YamlReader {

  /** Bytes of a file at most. */
  public static final int MAX_BYTES = 1 << 20;

  static final int MAX_DEPTH = 50;

  private static final int LONGEST = 160;

  private YamlReader() {}

  /**
   * Reads a file.
   *
   * @param shown the file's name in places and messages
   * @param problems gets what is wrong but leaves the rest readable: keys set twice, tags
   * @throws YamlException if it cannot be read at all
   */
  public static YamlNode read(Path file, String shown, Consumer<Finding> problems)
      throws YamlException {
    return parse(text(file, new Place(shown, 0)), shown, problems);
  }

  /**
   * Reads a text.
   *
   * @param shown the text's name in places and messages
   * @param problems gets what is wrong but leaves the rest readable: keys set twice, tags
   * @throws YamlException if it is not one YAML document with something in it
   */
  public static YamlNode parse(String text, String shown, Consumer<Finding> problems)
      throws YamlException {
    Place file = new Place(shown, 0);
    try {
      Iterator<Node> documents = yaml().composeAll(new StringReader(text)).iterator();
      if (!documents.hasNext()) {
        throw new YamlException(false, file, "is empty (expected a YAML document)");
      }
      Node root = documents.next();
      if (documents.hasNext()) {
        throw new YamlException(
            false,
            place(shown, documents.next().getStartMark()),
            "a second document begins here (expected one)");
      }
      return new NodeConversion(shown, problems).convert(root);
    } catch (MarkedYAMLException e) {
      throw new YamlException(
          false, place(shown, e.getProblemMark()), "no YAML: " + Quoted.plain(problem(e), LONGEST));
    } catch (ReaderException e) {
      throw new YamlException(
          true,
          file,
          "character U+%04X at %,d (expected text)".formatted(e.getCodePoint(), e.getPosition()));
    } catch (YAMLException e) {
      throw new YamlException(
          false,
          file,
          "no YAML: "
              + Quoted.plain(Optional.ofNullable(e.getMessage()).orElse("unknown"), LONGEST));
    }
  }

  static Place place(String shown, @Nullable Mark mark) {
    return new Place(shown, mark == null ? 0 : mark.getLine() + 1);
  }

  private static Yaml yaml() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_BYTES);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setMaxAliasesForCollections(50);
    options.setProcessComments(false);
    // Nothing is constructed, so a tag can do no harm: NodeConversion refuses it beside all other
    // problems.
    options.setTagInspector(tag -> true);
    return new Yaml(new SafeConstructor(options));
  }

  private static String problem(MarkedYAMLException e) {
    String problem = e.getProblem() == null ? "unknown" : e.getProblem();
    return e.getContext() == null ? problem : e.getContext() + ": " + problem;
  }

  private static String text(Path file, Place place) throws YamlException {
    byte[] bytes = bytes(file, place);
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new YamlException(true, place, "is no UTF-8 text (expected a YAML file)");
    }
  }

  private static byte[] bytes(Path file, Place place) throws YamlException {
    try {
      if (!Files.exists(file)) {
        throw new YamlException(true, place, "no such file");
      }
      if (!Files.isRegularFile(file)) {
        throw new YamlException(true, place, "is no regular file (expected a YAML file)");
      }
      checkSize(Files.size(file), place);
      try (InputStream in = Files.newInputStream(file)) {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        checkSize(bytes.length, place);
        return bytes;
      }
    } catch (NoSuchFileException e) {
      throw new YamlException(true, place, "no such file");
    } catch (AccessDeniedException e) {
      throw new YamlException(true, place, "no permission to read it");
    } catch (IOException e) {
      throw new YamlException(true, place, "cannot be read: " + e.getMessage());
    }
  }

  private static void checkSize(long bytes, Place place) throws YamlException {
    if (bytes > MAX_BYTES) {
      throw new YamlException(
          true,
          place,
          "is %,d bytes long (expected at most %s)".formatted(bytes, Sizes.format(MAX_BYTES)));
    }
  }
}
