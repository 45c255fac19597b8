package dev.straingauge.archiver.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Volumes with an incident as lanes: to which node each was attached, and above it its incidents.
 * The worst at the top.
 */
final class LaneChart {

  /** Lanes at most. */
  static final int MOST_LANES = 40;

  private static final int WIDTH = 1100;
  private static final double LEFT = 190;
  private static final double RIGHT = WIDTH - 14.0;
  private static final double LANE = 22;
  private static final double TOP = 44;
  private static final int NAME = 27;
  private static final double LETTER = 6.4;

  private LaneChart() {}

  /** The incidents of the volumes that have a lane, the worst volume first. */
  static Map<String, List<Told>> lanes(List<Told> worst) {
    Map<String, List<Told>> lanes = new LinkedHashMap<>();
    for (Told one : worst) {
      if (lanes.containsKey(one.volume()) || lanes.size() < MOST_LANES) {
        lanes.computeIfAbsent(one.volume(), name -> new ArrayList<>()).add(one);
      }
    }
    return lanes;
  }

  /** PersistentVolumes behind the lanes. */
  static Set<String> volumes(List<Told> worst) {
    Set<String> volumes = new LinkedHashSet<>();
    lanes(worst).values().forEach(lane -> lane.forEach(one -> volumes.add(one.persistentVolume())));
    volumes.remove("");
    return volumes;
  }

  static void draw(Markup out, Contents contents) {
    Map<String, List<Told>> lanes = lanes(contents.worst());
    double bottom = TOP + LANE * lanes.size();
    Svg svg =
        Svg.begin(
            out,
            "volumes",
            WIDTH,
            (int) bottom + 42,
            "Volumes with an incident" + (contents.isSimulated() ? " (simulated cluster)" : ""),
            "%s volumes, the worst first. Pale bars: attached to the node that is named. Strong bars above them: incidents, by class. The table of incidents holds the same."
                .formatted(lanes.size()));
    TimeFrame frame = new TimeFrame(contents, LEFT, RIGHT);
    legend(svg, contents);
    frame.phases(svg, 38);
    frame.ground(svg, TOP, bottom);
    double top = TOP;
    for (Map.Entry<String, List<Told>> lane : lanes.entrySet()) {
      lane(svg, contents, frame, lane.getKey(), lane.getValue(), top);
      top += LANE;
    }
    frame.axis(svg, bottom);
    svg.text(LEFT, bottom + 36, "time since the start of the run", Ink.QUIET, "start");
    svg.end();
  }

  private static void legend(Svg svg, Contents contents) {
    svg.label(8, 16, "volumes" + Words.simulated(contents), Ink.TEXT, "start");
    svg.rect(LEFT + 70, 8, 20, 9, Ink.HELD, "1");
    svg.text(LEFT + 94, 16, "attached to a node", Ink.QUIET, "start");
    svg.rect(LEFT + 230, 8, 20, 6, Ink.ELEVATED, "1");
    svg.text(LEFT + 254, 16, "transient", Ink.QUIET, "start");
    svg.rect(LEFT + 330, 8, 20, 6, Ink.WARNING, "1");
    svg.text(LEFT + 354, 16, "slow, hook failed, stale handle", Ink.QUIET, "start");
    svg.rect(LEFT + 550, 8, 20, 6, Ink.CRITICAL, "1");
    svg.text(
        LEFT + 574, 16, "stuck, deadlock, lost, violation; → open at the end", Ink.QUIET, "start");
  }

  private static void lane(
      Svg svg, Contents contents, TimeFrame frame, String name, List<Told> incidents, double top) {
    svg.line(8, top + LANE, RIGHT, top + LANE, Ink.GRID, 0.6, "");
    svg.text(LEFT - 8, top + 15, Words.ending(name, NAME), Ink.TEXT, "end");
    Set<String> drawn = new LinkedHashSet<>();
    for (Told one : incidents) {
      if (drawn.add(one.persistentVolume())) {
        contents
            .events()
            .stays(one.persistentVolume())
            .forEach(stay -> stay(svg, frame, stay, top));
      }
    }
    for (Told one : incidents) {
      incident(svg, contents, frame, one, top);
    }
  }

  private static void stay(Svg svg, TimeFrame frame, EventFold.Stay stay, double top) {
    double from = frame.atMoment(stay.from());
    double width = Math.max(1, frame.atMoment(stay.to()) - from);
    svg.rect(from, top + 9, width, 10, Ink.HELD, "1", "attached to " + stay.node());
    if (stay.node().length() * LETTER < width - 4) {
      svg.text(from + 3, top + 18, stay.node(), Ink.TEXT, "start");
    }
  }

  private static void incident(Svg svg, Contents contents, TimeFrame frame, Told one, double top) {
    double from = frame.atMoment(one.since());
    Long until = one.until();
    double to = until == null ? RIGHT : frame.atMoment(until);
    svg.rect(
        from,
        top + 3,
        Math.max(2, to - from),
        5,
        one.ink(),
        "1",
        "%s %s from %s to %s"
            .formatted(
                one.kind().name(),
                one.id(),
                RunTime.offset(one.since() - contents.time().start()),
                until == null
                    ? "the end of the run"
                    : RunTime.offset(until - contents.time().start())));
    if (one.isOpen()) {
      svg.path(
          "M%s %sl5 3.5l-5 3.5".formatted(Svg.of(Math.max(from + 4, to) - 1), Svg.of(top + 2)),
          one.ink(),
          2,
          "");
    }
  }
}
