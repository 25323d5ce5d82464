package imglib2node.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * One virtual machine's measurement: a program that uses the named kinds of image in one and the
 * same loops. Prints a line `op, kind, nanoseconds an element` (tabs between) for each.
 *
 * <p>Times are of this thread on the processor: other programs on the machine count little.
 */
public final class Main {
  private static final int FIRST_STEPS = 1500;

  /** No powers of two: lines of such images meet in the same places of the cache. */
  private static final long[] SIZE = {509, 31, 16};

  /** Enough for the last compiler with -Xbatch, which waits for it. */
  private static final int WARM_UP_PASSES = 200;

  private static final long WARM_UP_NANOS = 50_000_000;
  private static final int SAMPLES = 30;
  private static final long SAMPLE_NANOS = 700_000;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static double sink;

  private Main() {}

  /**
   * @param args a number that the order depends on, then kinds of image
   */
  public static void main(String[] args) {
    Random random = new Random(Long.parseLong(args[0]));
    List<Subject<?>> subjects = new ArrayList<>();
    List<String> kinds = Arrays.asList(args).subList(1, args.length);
    for (String kind : kinds) subjects.add(kind.equals("cells") ? cells() : Subject.of(kind, SIZE));
    List<Op> ops = new ArrayList<>(List.of(Op.values()));
    Collections.shuffle(ops, random);
    firstSteps(ops, kinds);
    // All before the first is measured: what each way leaves behind in the compiler is part of it.
    for (Op op : ops) warmUp(op, subjects);
    for (Op op : ops) {
      Collections.shuffle(subjects, random);
      warmUp(op, subjects);
      for (Subject<?> subject : subjects) {
        if (!serves(op, subject)) continue;
        System.out.printf("%s\t%s\t%.5f%n", op.title, subject.kind, measure(op, subject));
      }
    }
    if (Double.isNaN(sink)) System.out.println("no number");
  }

  /** A smaller image: they aren't measured, and slow. */
  private static Subject<?> cells() {
    return Subject.of("cells", 40, 40, 20);
  }

  /** A viewer's cells are there for what they do to the others, and are read by other code. */
  private static boolean serves(Op op, Subject<?> subject) {
    return !subject.kind.equals("cells") && (op != Op.PRIMITIVE_BLOCKS || subject.hasBlocks());
  }

  /**
   * First images of a few elements, all kinds in turn: the compiler is to see what the program uses
   * before it begins.
   */
  private static void firstSteps(List<Op> ops, List<String> kinds) {
    List<Subject<?>> tiny = new ArrayList<>();
    for (String kind : kinds) tiny.add(Subject.of(kind, 6, 5, 4));
    for (int i = 0; i < FIRST_STEPS; i++) for (Op op : ops) round(op, tiny, i);
  }

  private static void warmUp(Op op, List<Subject<?>> subjects) {
    long end = THREADS.getCurrentThreadCpuTime() + WARM_UP_NANOS;
    for (int i = 0; i < WARM_UP_PASSES || THREADS.getCurrentThreadCpuTime() < end; i++) {
      round(op, subjects, i);
    }
  }

  private static void round(Op op, List<Subject<?>> subjects, int i) {
    for (Subject<?> subject : subjects) {
      if (serves(op, subject)) sink += op.pass(subject);
      else if (subject.kind.equals("cells") && i % 10 == 0) sink += Viewer.pass(subject);
    }
  }

  /**
   * The least of several samples, each of as many passes as fill its time: what other programs on
   * the machine do to the caches only adds to it.
   */
  private static double measure(Op op, Subject<?> subject) {
    int passes = 1;
    while (time(op, subject, passes) < SAMPLE_NANOS) passes *= 2;
    long least = Long.MAX_VALUE;
    for (int i = 0; i < SAMPLES; i++) least = Math.min(least, time(op, subject, passes));
    return (double) least / passes / subject.elements(op);
  }

  private static long time(Op op, Subject<?> subject, int passes) {
    long begin = THREADS.getCurrentThreadCpuTime();
    for (int i = 0; i < passes; i++) sink += op.pass(subject);
    return THREADS.getCurrentThreadCpuTime() - begin;
  }
}
