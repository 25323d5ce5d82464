import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.iterator.IntervalIterator;
import net.imglib2.loops.LoopBuilder;
import net.imglib2.type.BooleanType;
import net.imglib2.type.Type;
import net.imglib2.type.numeric.ARGBType;
import net.imglib2.type.numeric.ComplexType;
import net.imglib2.type.numeric.IntegerType;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.integer.UnsignedLongType;
import net.imglib2.view.Views;

/** Reads and writes an image in each way that ImgLib2 has; values cross as text, Java's first axis fastest. */
public final class AccessProbe {
  private AccessProbe() {}

  public static String type(RandomAccessibleInterval<?> image) {
    return image.getType().getClass().getSimpleName();
  }

  /** All values by way of `way`. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  public static String read(RandomAccessibleInterval image, String way) {
    String[] values = new String[(int) image.size()];
    switch (way) {
      case "cursor" -> walk(image, image.cursor(), values);
      case "localizingCursor" -> walk(image, image.localizingCursor(), values);
      case "jump" -> jump(image, values);
      case "randomAccess" -> setPositions(image, values);
      case "moves" -> moves(image, values);
      case "loopBuilder" -> loop(image, values, false);
      case "multiThreaded" -> loop(image, values, true);
      case "flatIterable" -> flat(image, values);
      case "views" -> setPositions(Views.invertAxis(Views.invertAxis(image, 0), 0), values);
      case "permuted" -> permuted(image, values);
      case "factory" -> setPositions(made(image), values);
      default -> throw new IllegalArgumentException(way);
    }
    return Arrays.stream(values).map(String::valueOf).collect(Collectors.joining(","));
  }

  /** Writes the values, which `values` holds as an image of the same type, by way of `way`. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  public static void write(RandomAccessibleInterval target, RandomAccessibleInterval values, String way) {
    RandomAccess from = values.randomAccess();
    if (way.equals("loopBuilder")) {
      LoopBuilder.setImages((RandomAccessibleInterval<Type>) values, (RandomAccessibleInterval<Type>) target)
          .forEachPixel((in, out) -> out.set(in));
      return;
    }
    Cursor cursor = target.localizingCursor();
    RandomAccess access = target.randomAccess();
    while (cursor.hasNext()) {
      Type out = (Type) cursor.next();
      from.setPosition(cursor);
      if (way.equals("randomAccess")) out = (Type) access.setPositionAndGet(cursor);
      out.set((Type) from.get());
    }
  }

  /** An image of 3 x 2 elements on Java's heap, the first one 1, opaque white or true. */
  public static RandomAccessibleInterval<?> onHeap(String type) {
    switch (type) {
      case "BitType" -> {
        return first(ArrayImgs.bits(3, 2));
      }
      case "NativeBoolType" -> {
        return first(ArrayImgs.booleans(3, 2));
      }
      case "ComplexFloatType" -> {
        return first(ArrayImgs.complexFloats(3, 2));
      }
      case "ComplexDoubleType" -> {
        return first(ArrayImgs.complexDoubles(3, 2));
      }
      case "ARGBType" -> {
        Img<ARGBType> image = ArrayImgs.argbs(3, 2);
        image.firstElement().set(-1);
        return image;
      }
      default -> throw new IllegalArgumentException(type);
    }
  }

  private static <T extends ComplexType<T>> Img<T> first(Img<T> image) {
    image.firstElement().setOne();
    return image;
  }

  /** How many elements a cursor yields, and the sum of their values: "count sum". */
  public static String countAndSum(RandomAccessibleInterval<?> image) {
    long count = 0;
    long sum = 0;
    Cursor<?> cursor = image.cursor();
    while (cursor.hasNext()) {
      sum += ((IntegerType<?>) cursor.next()).getIntegerLong();
      count++;
    }
    return count + " " + sum;
  }

  /** The same by LoopBuilder, in several threads. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  public static String countAndSumByLoop(RandomAccessibleInterval image) {
    long count = 0;
    long sum = 0;
    LoopBuilder<java.util.function.Consumer<IntegerType<?>>> loop = LoopBuilder.setImages(image);
    List<long[]> parts =
        loop.multiThreaded()
            .forEachChunk(
                chunk -> {
                  long[] part = new long[2];
                  chunk.forEachPixel(
                      pixel -> {
                        part[0]++;
                        part[1] += pixel.getIntegerLong();
                      });
                  return part;
                });
    for (long[] part : parts) {
      count += part[0];
      sum += part[1];
    }
    return count + " " + sum;
  }

  /** The value at a position, by a random access that is set there and one that moves there. */
  public static long get(RandomAccessibleInterval<?> image, String position) {
    long[] to = Arrays.stream(position.split(",")).mapToLong(Long::parseLong).toArray();
    RandomAccess<?> mover = image.randomAccess();
    for (int d = 0; d < to.length; d++) mover.move(to[d], d);
    long value = ((IntegerType<?>) image.randomAccess().setPositionAndGet(to)).getIntegerLong();
    if (value != ((IntegerType<?>) mover.get()).getIntegerLong()) throw new AssertionError("at " + position);
    return value;
  }

  public static void set(RandomAccessibleInterval<?> image, String position, int value) {
    long[] to = Arrays.stream(position.split(",")).mapToLong(Long::parseLong).toArray();
    ((IntegerType<?>) image.randomAccess().setPositionAndGet(to)).setInteger(value);
  }

  private static void walk(RandomAccessibleInterval<?> image, Cursor<?> cursor, String[] values) {
    long[] position = new long[image.numDimensions()];
    long count = 0;
    while (cursor.hasNext()) {
      String value = text(cursor.next());
      cursor.localize(position);
      put(values, flatIndex(image, position), value);
      count++;
    }
    if (count != image.size()) throw new AssertionError(count + " elements of " + image.size());
  }

  private static void jump(RandomAccessibleInterval<?> image, String[] values) {
    for (int i = 0; i < values.length; i++) {
      Cursor<?> cursor = image.cursor();
      cursor.jumpFwd(i + 1L);
      long[] position = cursor.positionAsLongArray();
      put(values, flatIndex(image, position), text(cursor.get()));
    }
  }

  private static void setPositions(RandomAccessibleInterval<?> image, String[] values) {
    RandomAccess<?> access = image.randomAccess();
    IntervalIterator all = new IntervalIterator(image);
    for (int i = 0; i < values.length; i++) {
      all.fwd();
      access.setPosition(all);
      values[i] = text(access.get());
    }
  }

  private static void moves(RandomAccessibleInterval<?> image, String[] values) {
    RandomAccess<?> access = image.randomAccess();
    IntervalIterator all = new IntervalIterator(image);
    for (int i = 0; i < values.length; i++) {
      all.fwd();
      for (int d = 0; d < image.numDimensions(); d++) {
        while (access.getLongPosition(d) < all.getLongPosition(d)) access.fwd(d);
        while (access.getLongPosition(d) > all.getLongPosition(d)) access.bck(d);
      }
      values[i] = text(access.copy().get());
    }
  }

  private static void loop(RandomAccessibleInterval<?> image, String[] values, boolean threads) {
    int[] numbers = IntStream.range(0, values.length).toArray();
    RandomAccessibleInterval<IntType> index =
        values.length == 0 ? null : ArrayImgs.ints(numbers, image.dimensionsAsLongArray());
    if (index == null) {
      LoopBuilder.setImages(image).forEachPixel(pixel -> put(values, 0, "none"));
      return;
    }
    LoopBuilder<?> loop = LoopBuilder.setImages(image, index);
    if (threads) loop = loop.multiThreaded();
    @SuppressWarnings("unchecked")
    LoopBuilder<java.util.function.BiConsumer<Object, IntType>> typed =
        (LoopBuilder<java.util.function.BiConsumer<Object, IntType>>) loop;
    typed.forEachPixel((pixel, at) -> put(values, at.get(), text(pixel)));
  }

  private static void flat(RandomAccessibleInterval<?> image, String[] values) {
    int i = 0;
    for (Object value : Views.flatIterable(image)) values[i++] = text(value);
  }

  private static void permuted(RandomAccessibleInterval<?> image, String[] values) {
    int last = image.numDimensions() - 1;
    RandomAccessibleInterval<?> turned = Views.permute(image, 0, last);
    Cursor<?> cursor = turned.localizingCursor();
    long[] position = new long[image.numDimensions()];
    while (cursor.hasNext()) {
      String value = text(cursor.next());
      cursor.localize(position);
      long swap = position[0];
      position[0] = position[last];
      position[last] = swap;
      put(values, flatIndex(image, position), value);
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static RandomAccessibleInterval<?> made(RandomAccessibleInterval<?> image) {
    if (image.size() == 0) return image;
    Img copy = ((Img) image).factory().create(image);
    write(copy, image, "loopBuilder");
    return copy;
  }

  private static void put(String[] values, int at, String value) {
    if (values[at] != null) throw new AssertionError("element " + at + " was met twice");
    values[at] = value;
  }

  private static int flatIndex(RandomAccessibleInterval<?> image, long[] position) {
    long index = 0;
    for (int d = position.length - 1; d >= 0; d--) index = index * image.dimension(d) + position[d];
    return (int) index;
  }

  private static String text(Object value) {
    if (value instanceof BooleanType<?> t) return String.valueOf(t.get());
    if (value instanceof ARGBType t) return Integer.toUnsignedString(t.get());
    if (value instanceof UnsignedLongType t) return t.getBigInteger().toString();
    if (value instanceof IntegerType<?> t) return BigInteger.valueOf(t.getIntegerLong()).toString();
    if (value instanceof RealType<?> t) return String.valueOf(t.getRealDouble());
    ComplexType<?> t = (ComplexType<?>) value;
    return t.getRealDouble() + "|" + t.getImaginaryDouble();
  }
}
