package dev.straingauge.archiver.page;

/** A plain table, readable without style: headings, rows, numbers to the right. Not thread-safe. */
final class Table {

  private final Markup out;
  private final String[] headings;
  private boolean body;
  private int column;

  /**
   * @param headings those that begin with {@code <} are of text and stand left, others right
   */
  Table(Markup out, String... headings) {
    this("t", out, headings);
  }

  private Table(String kind, Markup out, String... headings) {
    this.out = out;
    this.headings = headings;
    out.open("div", "class", kind)
        .open("table", "border", "1", "cellpadding", "4", "cellspacing", "0")
        .open("thead")
        .open("tr");
    for (String heading : headings) {
      out.element(
          "th",
          isText(heading) ? heading.substring(1) : heading,
          "scope",
          "col",
          "align",
          isText(heading) ? "left" : "right");
    }
    out.close().close().line();
  }

  /** One whose cells take several lines where it is too wide. */
  static Table wrapping(Markup out, String... headings) {
    return new Table("t w", out, headings);
  }

  /** A row of texts. */
  Table row(String... cells) {
    begin();
    for (String cell : cells) {
      cell(cell);
    }
    return end();
  }

  Table begin() {
    return begin("");
  }

  /**
   * @param kind class of the row; empty: none
   */
  Table begin(String kind) {
    if (!body) {
      out.open("tbody").line();
      body = true;
    }
    out.open("tr", kind.isEmpty() ? new String[0] : new String[] {"class", kind});
    column = 0;
    return this;
  }

  Table cell(String text) {
    open().text(text).close();
    return this;
  }

  /** A symbol in its colour, and a word: the colour says nothing alone. */
  Table state(String symbol, String text) {
    open().element("span", symbol, "class", Ink.ofSymbol(symbol).word()).text(" " + text).close();
    return this;
  }

  /** A cell that the caller fills and closes. */
  Markup open() {
    boolean text = isText(headings[Math.min(column++, headings.length - 1)]);
    return out.open("td", "align", text ? "left" : "right");
  }

  Table end() {
    out.close().line();
    return this;
  }

  void close() {
    if (body) {
      out.close();
    }
    out.close().close().line();
  }

  private static boolean isText(String heading) {
    return heading.startsWith("<");
  }
}
