package dev.straingauge.cli.progress;

import dev.straingauge.archiver.words.Figures;
import dev.straingauge.cli.terminal.Style;
import dev.straingauge.cli.terminal.Terminal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code key=value} per fact: each phase, each change of state, and every 30 s of wall
 * time. For logs: no cursor is moved.
 */
final class LineProgress implements Progress {

  static final Duration EVERY = Duration.ofSeconds(30);

  private static final int MOST_BREACHES = 100;

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss'Z'", Locale.ROOT);

  private final Terminal terminal;
  private final Style style;
  private final InstantSource clock;
  private int notesShown;
  private int breachesShown;
  private LiveView.@Nullable State state;
  private Instant last = Instant.MIN;

  LineProgress(Terminal terminal, Style style, InstantSource clock) {
    this.terminal = terminal;
    this.style = style;
    this.clock = clock;
  }

  @Override
  public void show(LiveView view) {
    Instant now = clock.instant();
    for (LiveView.Note note :
        view.notes().subList(Math.min(notesShown, view.notes().size()), view.notes().size())) {
      line(
          now,
          "%s=%s at=%s"
              .formatted(note.what().key(), quoted(note.text()), Figures.offset(note.at())));
    }
    notesShown = Math.max(notesShown, view.notes().size());
    breaches(view, now);
    if (view.state() != state) {
      state = view.state();
      line(now, "state=%s %s".formatted(quoted(view.state().words()), facts(view)));
      last = now;
    } else if (Duration.between(last, now).compareTo(EVERY) >= 0) {
      line(now, facts(view));
      last = now;
    }
  }

  @Override
  public void end(LiveView view) {
    show(view);
  }

  /** Each on its line, up to a number that a log can bear. */
  private void breaches(LiveView view, Instant now) {
    for (; breachesShown < view.breaches().size(); breachesShown++) {
      if (breachesShown < MOST_BREACHES) {
        LiveView.Note breach = view.breaches().get(breachesShown);
        line(now, "breach=%s at=%s".formatted(breach.text(), Figures.offset(breach.at())));
      } else if (breachesShown == MOST_BREACHES) {
        line(now, "breach=\"further ones are in the summary\"");
      }
    }
  }

  private static String facts(LiveView view) {
    StringBuilder facts = new StringBuilder();
    long started = view.rows().stream().mapToLong(LiveView.Row::started).sum();
    facts.append(
        "progress=%.0f%% at=%s started=%d"
            .formatted(view.fraction() * 100, Figures.offset(view.at()), started));
    if (view.offered() >= 0) {
      facts.append(
          " offered=%s achieved=%s"
              .formatted(Figures.rate(view.offered()), Figures.rate(view.achieved())));
    }
    if (view.rules().total() > 0) {
      facts.append(" rules=").append(quoted(view.rules().words()));
    }
    facts.append(
        " in_flight=%d lag_p99=%s events=%d"
            .formatted(view.inFlight(), packed(Figures.time(view.lagP99Nanos())), view.events()));
    return facts.toString();
  }

  private void line(Instant now, String text) {
    terminal.line(style.plain(CLOCK.format(now.atOffset(ZoneOffset.UTC)) + " " + text));
  }

  private static String packed(String text) {
    return text.replace(" ", "");
  }

  private static String quoted(String text) {
    return text.indexOf(' ') < 0 ? text : '"' + text + '"';
  }
}
