package dev.straingauge.archiver.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What was found at a place: runs of another tool, each made when it is its turn, and what is none.
 * Not thread-safe.
 */
public abstract class IntakeSource {

  private final List<String> leftOut = new ArrayList<>();
  private final List<IntakeException> problems = new ArrayList<>();

  /**
   * Makes the runs, one after the other; one that cannot be made, or that {@code each} refuses with
   * an {@link IntakeException}, is a problem, and the next one follows.
   */
  public abstract void forEach(Consumer<ImportedRun> each);

  /** What holds no run, or the same as others, each with the reason. */
  public final List<String> leftOut() {
    return List.copyOf(leftOut);
  }

  /** What is damaged or cannot be read; all of it once {@link #forEach} is through. */
  public final List<IntakeException> problems() {
    return List.copyOf(problems);
  }

  /** Something holds no run. */
  protected final void leaveOut(String why) {
    leftOut.add(why);
  }

  /** Something is damaged. */
  protected final void problem(IntakeException e) {
    problems.add(e);
  }

  /** Hands on a run, or keeps why it cannot be made, or not be taken. */
  protected final void make(Supplier<ImportedRun> maker, Consumer<ImportedRun> each) {
    try {
      each.accept(maker.get());
    } catch (IntakeException e) {
      problem(e);
    }
  }
}
