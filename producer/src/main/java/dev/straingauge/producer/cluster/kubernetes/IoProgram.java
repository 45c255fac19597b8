package dev.straingauge.producer.cluster.kubernetes;

import java.util.List;

/**
 * A program that does I/O in a pod and says its counts, followed from its start to its end.
 * Thread-safe; nothing blocks.
 */
interface IoProgram {

  /** Begins; {@link #stop} and {@link #cut} may come before it has. */
  void start(List<String> command);

  /** Asks it to say its last counts and to end. */
  void stop();

  /** Ends the connection, and with it the program. */
  void cut();

  /** Told in a thread of the program's. */
  interface Listener {
    /** It has said its counts. */
    void heard(IoProgram program, FioStatus status);

    /** It says no more; the last call. */
    void ended(IoProgram program, End end);
  }

  /**
   * How it ended.
   *
   * @param exitCode {@link #NO_CODE} if the connection was cut, or never came about
   * @param words what it complained of, or what happened to the connection
   */
  record End(int exitCode, String words) {
    static final int NO_CODE = -1;

    /** What a shell says of the weakest signal that ends a program without a last word. */
    private static final int KILLED = 128 + 9;

    /** What fio ends with when it was told to, and what ends before it can be told. */
    private static final int TOLD = 128;

    private static final int TOLD_TOO_EARLY = 128 + 2;

    /** Whether it ended by itself, and not because it was done. */
    boolean isComplaint() {
      return exitCode > 0 && exitCode != TOLD && exitCode != TOLD_TOO_EARLY && !isCut();
    }

    /** Whether nothing is known of its last second. */
    boolean isCut() {
      return exitCode < 0 || exitCode >= KILLED;
    }
  }
}
