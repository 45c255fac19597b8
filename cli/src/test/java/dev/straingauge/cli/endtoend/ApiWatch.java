package dev.straingauge.cli.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/** What {@code kubectl get --watch} says of one kind, in a process of its own. */
final class ApiWatch implements AutoCloseable {

  /**
   * One line of it.
   *
   * @param at when it was read
   * @param type ADDED, MODIFIED or DELETED
   * @param object the object after the change
   */
  record Seen(Instant at, String type, JsonNode object) {
    String uid() {
      return object.at("/metadata/uid").asText();
    }
  }

  private final Process process;
  private final ConcurrentLinkedQueue<Seen> seen = new ConcurrentLinkedQueue<>();
  private final Thread reader;

  /**
   * @param kubectl the command and its first arguments
   * @param arguments what to get
   */
  ApiWatch(List<String> kubectl, Path kubeconfig, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(kubectl);
    command.addAll(List.of("--kubeconfig", kubeconfig.toString(), "get"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--watch", "--output-watch-events", "-o", "json"));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    reader = Thread.ofPlatform().daemon().name("watch-" + arguments[0]).start(this::read);
  }

  private void read() {
    try (MappingIterator<JsonNode> lines =
        new ObjectMapper().readerFor(JsonNode.class).readValues(process.getInputStream())) {
      while (lines.hasNextValue()) {
        JsonNode line = lines.nextValue();
        seen.add(new Seen(Instant.now(), line.path("type").asText(), line.path("object")));
      }
    } catch (IOException e) {
      if (process.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** When each object was first seen like that, by uid. */
  Map<String, Seen> first(Predicate<Seen> like) {
    Map<String, Seen> first = new TreeMap<>();
    seen.stream().filter(like).forEach(line -> first.putIfAbsent(line.uid(), line));
    return first;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stop kubectl: interrupted", e);
    }
  }
}
