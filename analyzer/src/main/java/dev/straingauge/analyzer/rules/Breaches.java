package dev.straingauge.analyzer.rules;

import dev.straingauge.analyzer.state.StateReader;
import dev.straingauge.analyzer.state.StateWriter;
import dev.straingauge.event.BreachEvent;
import dev.straingauge.event.BreachKind;
import dev.straingauge.event.RuleEpisode;
import dev.straingauge.event.RuleLevel;
import dev.straingauge.event.SeriesKey;
import dev.straingauge.schemas.config.Rule;
import dev.straingauge.schemas.config.RuleSets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The breaches of a rule on one series: one at a time, told as it opens, changes its level and
 * ends. Ids follow from rule, series and pane alone (contract A4), so each replay has the same. Not
 * thread-safe.
 */
final class Breaches {

  /** Further ones are counted. */
  private static final int MAX_EPISODES = 20;

  private final Rule rule;
  private final SeriesKey series;
  private final Levels levels;
  private final String version;
  private final List<RuleEpisode> episodes = new ArrayList<>();

  private RuleLevel before = RuleLevel.NONE;
  private RuleLevel worst = RuleLevel.NONE;
  private String id = "";
  private long since;
  private int sequence;
  private long count;

  Breaches(Rule rule, SeriesKey series, Levels levels) {
    this.rule = rule;
    this.series = series;
    this.levels = levels;
    this.version = RuleSets.version(rule);
  }

  String version() {
    return version;
  }

  /** The worst level of all. */
  RuleLevel worst() {
    return worst;
  }

  long count() {
    return count;
  }

  List<RuleEpisode> episodes() {
    return List.copyOf(episodes);
  }

  /** Tells how the levels changed in the window that ends at {@code end}. */
  void follow(long end, Found found, BreachSink out) {
    RuleLevel now = levels.firing();
    if (now == before) {
      return;
    }
    BreachKind kind =
        before == RuleLevel.NONE
            ? BreachKind.OPENED
            : now == RuleLevel.NONE
                ? BreachKind.CLEARED
                : now.compareTo(before) > 0 ? BreachKind.ESCALATED : BreachKind.DEESCALATED;
    if (kind == BreachKind.OPENED) {
      open();
    }
    worst = now.compareTo(worst) > 0 ? now : worst;
    noteEpisode(now, end);
    out.accept(event(kind, id, sequence++, end, since, now, found));
    before = now;
  }

  /** The run ends at {@code end}: what is open stays so. */
  void finish(long end, BreachSink out) {
    if (before != RuleLevel.NONE) {
      out.accept(event(BreachKind.CLOSED_BY_RUN_END, id, sequence++, end, since, before, null));
    }
  }

  /** Nothing came since {@code from}, or came again. */
  void silence(BreachKind kind, long from, long end, int number, BreachSink out) {
    out.accept(event(kind, hash("silent", from), number, end, from, RuleLevel.NONE, null));
  }

  void write(StateWriter out) {
    out.writeText(before.name())
        .writeText(worst.name())
        .writeText(id)
        .writeLong(since)
        .writeInt(sequence)
        .writeLong(count)
        .writeInt(episodes.size());
    for (RuleEpisode episode : episodes) {
      Long cleared = episode.getClearedAt();
      out.writeText(episode.getBreachId())
          .writeText(episode.getLevel().name())
          .writeLong(episode.getSince())
          .writeBoolean(cleared != null)
          .writeLong(cleared == null ? 0 : cleared);
    }
  }

  void read(StateReader in) {
    before = RuleLevel.valueOf(in.readText());
    worst = RuleLevel.valueOf(in.readText());
    id = in.readText();
    since = in.readLong();
    sequence = in.readInt();
    count = in.readLong();
    int known = in.readInt();
    for (int i = 0; i < known; i++) {
      String breach = in.readText();
      RuleLevel level = RuleLevel.valueOf(in.readText());
      long from = in.readLong();
      boolean isCleared = in.readBoolean();
      long cleared = in.readLong();
      episodes.add(new RuleEpisode(breach, level, from, isCleared ? cleared : null));
    }
  }

  private void open() {
    since = levels.since();
    id = hash("breach", since);
    sequence = 0;
    count++;
    if (episodes.size() < MAX_EPISODES) {
      episodes.add(new RuleEpisode(id, RuleLevel.NONE, since, null));
    }
  }

  /** The episode of the breach that is open, if it is among those that are kept. */
  private void noteEpisode(RuleLevel now, long end) {
    RuleEpisode last = episodes.getLast();
    if (!last.getBreachId().equals(id)) {
      return;
    }
    RuleLevel most = now.compareTo(last.getLevel()) > 0 ? now : last.getLevel();
    episodes.set(
        episodes.size() - 1,
        new RuleEpisode(id, most, last.getSince(), now == RuleLevel.NONE ? end : null));
  }

  private BreachEvent event(
      BreachKind kind,
      String breach,
      int number,
      long end,
      long from,
      RuleLevel now,
      @Nullable Found found) {
    boolean worsens = kind == BreachKind.OPENED || kind == BreachKind.ESCALATED;
    RuleLevel highest = Levels.record(rule.bounds().highest());
    RuleLevel told = now == RuleLevel.NONE ? before : now;
    return BreachEvent.newBuilder()
        .setBreachId(breach)
        .setSequence(number)
        .setKind(kind)
        .setRule(rule.id())
        .setRuleVersion(version)
        .setSeries(series)
        .setAt(end)
        .setSince(from)
        .setLevel(now)
        .setBefore(breach.equals(id) ? before : RuleLevel.NONE)
        .setValue(found == null ? null : found.toRecord())
        .setWindowNanos(rule.window().toNanos())
        .setBoundBillionths(breach.equals(id) ? levels.bound(told) : null)
        .setAbort(worsens && rule.abort() && now == highest)
        .build();
  }

  private String hash(String what, long pane) {
    String text =
        String.join(
            "\n",
            what,
            rule.id(),
            version,
            series.getMeasure(),
            series.getOperation(),
            Long.toString(pane));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "b-" + HexFormat.of().formatHex(digest, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("hash a breach with SHA-256: not in this JDK", e);
    }
  }
}
