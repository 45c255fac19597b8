package dev.straingauge.schemas.sketch;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How many values lie in each bucket, from the first to the last that is not empty. Most sketches
 * hold a pane's values, some thousands at most: up to {@link #NARROW_MOST} altogether a bucket
 * takes 16 bits, beyond it 64, and stays so.
 */
final class BucketCounts {

  /** The most values, altogether, that fit narrow buckets whatever bucket they lie in. */
  static final long NARROW_MOST = Character.MAX_VALUE;

  private static final int GROWTH = Buckets.PER_OCTAVE;

  /** Count of bucket {@code base + i} at i, unless {@link #wide} is there. */
  private char[] narrow = {};

  private long @Nullable [] wide;

  private int base;

  /** First and last bucket that is not empty; first > last when all are. */
  private int first = Integer.MAX_VALUE;

  private int last = Integer.MIN_VALUE;

  boolean isEmpty() {
    return first > last;
  }

  /** First bucket that is not empty; above {@link #last} if all are. */
  int first() {
    return first;
  }

  /** Last bucket that is not empty. */
  int last() {
    return last;
  }

  /** For how many buckets there is memory. */
  int room() {
    return wide == null ? narrow.length : wide.length;
  }

  /** The count of a bucket between {@link #first} and {@link #last}. */
  long get(int index) {
    return wide == null ? narrow[index - base] : wide[index - base];
  }

  /**
   * Adds {@code times} to a bucket.
   *
   * @param total the count of all buckets after it, or more
   */
  void add(int index, long times, long total) {
    if (index < first || index > last) {
      cover(Math.min(index, first), Math.max(index, last), GROWTH);
    }
    if (wide == null && total > NARROW_MOST) {
      widen();
    }
    if (wide == null) {
      narrow[index - base] += (char) times;
    } else {
      wide[index - base] += times;
    }
  }

  /**
   * Adds each bucket of {@code other}, which is not empty.
   *
   * @param total the count of all buckets of both, or more
   */
  void merge(BucketCounts other, long total) {
    cover(Math.min(first, other.first), Math.max(last, other.last), 0);
    if (wide == null && total > NARROW_MOST) {
      widen();
    }
    int from = other.first - other.base;
    int to = other.last - other.base + 1;
    int shift = other.base - base;
    char[] little = narrow;
    long[] large = wide;
    char[] theirs = other.narrow;
    long[] theirsLarge = other.wide;
    if (large != null) {
      addTo(large, from, to, shift, theirs, theirsLarge);
    } else if (theirsLarge != null) {
      for (int i = from; i < to; i++) {
        little[i + shift] += (char) theirsLarge[i];
      }
    } else {
      for (int i = from; i < to; i++) {
        little[i + shift] += theirs[i];
      }
    }
  }

  private static void addTo(
      long[] large, int from, int to, int shift, char[] theirs, long @Nullable [] theirsLarge) {
    for (int i = from; i < to; i++) {
      large[i + shift] += theirsLarge == null ? theirs[i] : theirsLarge[i];
    }
  }

  /** Empties all buckets and keeps the memory. */
  void clear() {
    if (isEmpty()) {
      return;
    }
    if (wide == null) {
      Arrays.fill(narrow, first - base, last - base + 1, (char) 0);
    } else {
      Arrays.fill(wide, first - base, last - base + 1, 0);
    }
    first = Integer.MAX_VALUE;
    last = Integer.MIN_VALUE;
  }

  /** Empties all buckets and gives up the memory, also what was only begun by {@link #begin}. */
  void forget() {
    narrow = new char[0];
    wide = null;
    first = Integer.MAX_VALUE;
    last = Integer.MIN_VALUE;
  }

  /**
   * Clears, and makes room for {@code slots} buckets from {@code from} on, which are then put by
   * {@link #put} and {@link #putOnes}; the first and the last of them must not stay empty.
   *
   * @param total the count of all of them, or more
   */
  void begin(int from, int slots, long total) {
    clear();
    if (wide == null && total > NARROW_MOST) {
      wide = new long[Math.max(slots, narrow.length)];
      narrow = new char[0];
    } else if (room() < slots) {
      if (wide == null) {
        narrow = new char[slots];
      } else {
        wide = new long[slots];
      }
    }
    if (slots > 0) {
      base = from;
      first = from;
      last = from + slots - 1;
    }
  }

  /** Sets one of the slots that {@link #begin} made; false if it cannot take so large a number. */
  boolean put(int slot, long count) {
    if (wide != null) {
      wide[slot] = count;
      return true;
    }
    narrow[slot] = (char) count;
    return count <= NARROW_MOST;
  }

  /**
   * Sets slots from bytes above 0, one each, up to the first other byte.
   *
   * @param in the bytes; that at {@code place} is for slot {@code place + shift}
   * @param stop the place to stop at
   * @return the place behind the last that was taken
   */
  int putOnes(byte[] in, int place, int stop, int shift) {
    int at = place;
    if (wide == null) {
      char[] little = narrow;
      while (at < stop && in[at] > 0) {
        little[at + shift] = (char) in[at];
        at++;
      }
    } else {
      long[] large = wide;
      while (at < stop && in[at] > 0) {
        large[at + shift] = in[at];
        at++;
      }
    }
    return at;
  }

  /**
   * The count of all buckets; negative if one is negative or the count leaves 63 bits.
   *
   * @param more added to it, not negative
   */
  long total(long more) {
    if (isEmpty()) {
      return more;
    }
    int from = first - base;
    int to = last - base + 1;
    if (wide == null) {
      int total = 0; // 2,017 numbers of 16 bits
      for (int i = from; i < to; i++) {
        total += narrow[i];
      }
      return more + total;
    }
    long total = more;
    for (int i = from; i < to; i++) {
      long count = wide[i];
      total += count;
      if ((count | total) < 0) {
        return -1;
      }
    }
    return total;
  }

  /**
   * Makes room for the buckets {@code low..high}, which hold first..last, and takes them as the new
   * range.
   *
   * @param margin buckets beyond them, if there must be new memory: values come one by one, what is
   *     merged comes with its whole range, and most of it is kept for long
   */
  private void cover(int low, int high, int margin) {
    if (low < base || high >= base + room()) {
      int unused = room() - (high - low + 1);
      if (isEmpty() && unused >= 0) {
        base = Math.max(Buckets.FIRST, low - unused / 2); // all are 0
      } else {
        grow(Math.max(Buckets.FIRST, low - margin), Math.min(Buckets.LAST, high + margin));
      }
    }
    first = low;
    last = high;
  }

  private void grow(int from, int to) {
    int kept = isEmpty() ? 0 : last - first + 1;
    int source = isEmpty() ? 0 : first - base;
    int target = isEmpty() ? 0 : first - from;
    if (wide == null) {
      char[] grown = new char[to + 1 - from];
      System.arraycopy(narrow, source, grown, target, kept);
      narrow = grown;
    } else {
      long[] grown = new long[to + 1 - from];
      System.arraycopy(wide, source, grown, target, kept);
      wide = grown;
    }
    base = from;
  }

  private void widen() {
    long[] widened = new long[narrow.length];
    for (int i = 0; i < widened.length; i++) {
      widened[i] = narrow[i];
    }
    wide = widened;
    narrow = new char[0];
  }
}
