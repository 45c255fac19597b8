package dev.straingauge.archiver.page;

/** A chart with its table: a figure that the script can read, if there is one. */
final class Figure {

  private Figure() {}

  /**
   * Opens it; the caller closes it.
   *
   * @param left coordinate of the start of the run in the first drawing
   * @param right coordinate of its end
   * @param width of that drawing
   * @param rowNanos time that a row of the table stands for
   */
  static void open(
      Markup out, double left, double right, double width, long rowNanos, RunTime time) {
    out.open(
            "figure",
            "data-x",
            "%s %s %s"
                .formatted(
                    Words.fine(left / width),
                    Words.fine((right - left) / width),
                    Words.fine((double) time.length() / rowNanos)))
        .line();
  }
}
