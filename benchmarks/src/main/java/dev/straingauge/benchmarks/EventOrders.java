package dev.straingauge.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import dev.straingauge.schemas.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the objects of a run went through, from its events as {@code tail} prints them: for each
 * object the sequence of its states, each once in a row, and that of the reasons of the Kubernetes
 * events about it, each at its first time; reasons that one side never has are left out and named.
 * States and events come by different watches, so their order among each other says nothing and is
 * not compared.
 */
final class EventOrders {

  private static final Set<String> KINDS =
      new TreeSet<>(
          List.of("PersistentVolumeClaim", "PersistentVolume", "VolumeAttachment", "Pod"));
  private static final int SHOWN = 3;

  private final Map<String, List<String>> states = new LinkedHashMap<>();
  private final Map<String, List<String>> reasons = new LinkedHashMap<>();
  private final Map<String, String> kinds = new LinkedHashMap<>();

  private EventOrders() {}

  /** Reads the lines of {@code tail}. */
  static EventOrders read(Path lines) throws IOException {
    EventOrders orders = new EventOrders();
    try (BufferedReader in = Files.newBufferedReader(lines)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("{\"offset\"")) {
          orders.accept(Json.read(line));
        }
      }
    }
    return orders;
  }

  /** The most frequent sequences of each kind on both sides, and how much they have in common. */
  static List<String> compare(EventOrders real, EventOrders simulated) {
    List<String> out = new ArrayList<>();
    for (String kind : KINDS) {
      compare(
          out,
          kind + ", states",
          real.count(kind, real.states),
          simulated.count(kind, simulated.states));
      Set<String> here = real.reasonsOf(kind);
      Set<String> there = simulated.reasonsOf(kind);
      compare(
          out,
          kind + ", events",
          real.count(kind, real.reasonsIn(there)),
          simulated.count(kind, simulated.reasonsIn(here)));
      leftOut(out, "real", here, there);
      leftOut(out, "simulated", there, here);
    }
    return out;
  }

  private static void leftOut(List<String> out, String side, Set<String> here, Set<String> there) {
    Set<String> only = new TreeSet<>(here);
    only.removeAll(there);
    if (!only.isEmpty()) {
      out.add("  left out of that, as %s only: %s".formatted(side, String.join(", ", only)));
    }
  }

  private Set<String> reasonsOf(String kind) {
    Set<String> all = new TreeSet<>();
    reasons.forEach(
        (uid, its) -> {
          if (kind.equals(kinds.get(uid))) {
            all.addAll(its);
          }
        });
    return all;
  }

  private Map<String, List<String>> reasonsIn(Set<String> wanted) {
    Map<String, List<String>> filtered = new LinkedHashMap<>();
    reasons.forEach(
        (uid, its) -> {
          List<String> left = its.stream().filter(wanted::contains).toList();
          if (!left.isEmpty()) {
            filtered.put(uid, left);
          }
        });
    return filtered;
  }

  private void accept(JsonNode event) {
    JsonNode body = event.path("body");
    switch (event.path("type").asText()) {
      case "ObjectChanged" -> {
        String uid = body.path("uid").asText();
        if (KINDS.contains(body.path("kind").asText())) {
          kinds.putIfAbsent(uid, body.path("kind").asText());
          add(states, uid, state(body), false);
        }
      }
      case "KubernetesEventSeen" ->
          add(reasons, body.path("regardingUid").asText(), body.path("reason").asText(), true);
      default -> {}
    }
  }

  private static void add(
      Map<String, List<String>> sequences, String uid, String what, boolean firstOnly) {
    List<String> sequence = sequences.computeIfAbsent(uid, key -> new ArrayList<>());
    boolean known =
        firstOnly
            ? sequence.contains(what)
            : !sequence.isEmpty() && sequence.getLast().equals(what);
    if (!known) {
      sequence.add(what);
    }
  }

  private static String state(JsonNode body) {
    if (body.path("change").asText().equalsIgnoreCase("deleted")) {
      return "gone";
    }
    JsonNode facts = body.path("facts");
    StringBuilder state = new StringBuilder(facts.path("phase").asText());
    if (body.path("kind").asText().equals("VolumeAttachment")) {
      state.append(facts.path("attached").asBoolean() ? "attached" : "not attached");
    }
    if (body.path("kind").asText().equals("Pod") && !facts.path("node").isNull()) {
      state.append(" assigned");
    }
    if (facts.path("ready").asBoolean()) {
      state.append(" ready");
    }
    if (facts.path("deleting").asBoolean()) {
      state.append(" deleting");
    }
    return state.toString();
  }

  private Map<String, Integer> count(String kind, Map<String, List<String>> sequences) {
    Map<String, Integer> counts = new TreeMap<>();
    kinds.forEach(
        (uid, its) -> {
          if (its.equals(kind) && sequences.containsKey(uid)) {
            counts.merge(String.join(" > ", sequences.get(uid)), 1, Integer::sum);
          }
        });
    return counts;
  }

  private static void compare(
      List<String> out, String title, Map<String, Integer> real, Map<String, Integer> simulated) {
    if (real.isEmpty() && simulated.isEmpty()) {
      return;
    }
    Set<String> both = new TreeSet<>(real.keySet());
    both.retainAll(simulated.keySet());
    out.add(
        "%s: the other side has it too: %s of %d real, %s of %d simulated"
            .formatted(
                title, share(real, both), sum(real), share(simulated, both), sum(simulated)));
    Set<String> shown = new TreeSet<>();
    shown.addAll(mostFrequent(real));
    shown.addAll(mostFrequent(simulated));
    shown.stream()
        .sorted(Comparator.comparingInt((String one) -> -real.getOrDefault(one, 0)))
        .forEach(
            sequence ->
                out.add(
                    "  real %4d · simulated %4d · %s"
                        .formatted(
                            real.getOrDefault(sequence, 0),
                            simulated.getOrDefault(sequence, 0),
                            sequence)));
  }

  private static List<String> mostFrequent(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .sorted(Collections.reverseOrder(Map.Entry.comparingByValue()))
        .limit(SHOWN)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String share(Map<String, Integer> counts, Set<String> of) {
    int in = of.stream().mapToInt(one -> counts.getOrDefault(one, 0)).sum();
    return String.format(Locale.ROOT, "%.0f %%", 100.0 * in / Math.max(1, sum(counts)));
  }

  private static int sum(Map<String, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }
}
