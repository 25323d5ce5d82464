package imglib2node.bench;

import imglib2node.image.BenchImages;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.array.ArrayImgFactory;
import net.imglib2.img.basictypeaccess.DataAccess;
import net.imglib2.img.basictypeaccess.array.ArrayDataAccess;
import net.imglib2.img.cell.Cell;
import net.imglib2.img.cell.CellGrid;
import net.imglib2.img.cell.LazyCellImg;
import net.imglib2.type.NativeType;
import net.imglib2.type.logic.NativeBoolType;
import net.imglib2.util.Cast;

/** An image that is gone through, with another of its kind to copy to. */
final class Subject<T extends NativeType<T>> {
  static final BenchImages IMAGES = new BenchImages(System.getProperty("bench.dtype"));

  /** From a plane to the next in an image of more than 2^31 elements. */
  private static final long APART = 1L << 27;

  /** Of the blocks that are copied out: nearly all of the image, as long lines as may be. */
  final int[] blockSize;

  final long[][] corners;
  final String kind;
  final RandomAccessibleInterval<T> image;
  final RandomAccessibleInterval<T> target;
  final Object block;
  private PrimitiveBlocks<T> blocks;

  private Subject(String kind, long[] dims) {
    this.kind = kind;
    image = Cast.unchecked(make(kind, dims));
    target = Cast.unchecked(make(kind, dims));
    long x = dims[0] - 4;
    long y = dims[1] - 4;
    long z = dims[2] - 2;
    blockSize = new int[] {(int) x, (int) y, (int) z};
    corners = new long[][] {{0, 0, 0}, {4, 1, 0}, {1, 3, 1}, {4, 4, 2}};
    block = hasBlocks() ? blockArray((int) (x * y * z)) : null;
  }

  /** Of one kind of image, by its name. */
  static Subject<?> of(String kind, long... dims) {
    return new Subject<>(kind, dims);
  }

  private static RandomAccessibleInterval<?> make(String kind, long[] dims) {
    long x = dims[0];
    long y = dims[1];
    long z = dims[2];
    return switch (kind) {
      case "heap", "heap again" -> heap(dims);
      case "shared" -> IMAGES.contiguous(dims);
      case "buffers" -> IMAGES.buffers(dims);
      case "cells" -> cells(dims);
      case "permuted" -> IMAGES.image(x * y * z, 0, dims, new long[] {y, 1, x * y});
      case "negative" -> IMAGES.image(x * y * z, x * y * z - 1, dims, new long[] {-1, -x, -x * y});
      case "step" -> IMAGES.image(4 * x * y * z, 0, dims, new long[] {2, 4 * x, 4 * x * y});
      case "large" -> IMAGES.image((z - 1) * APART + x * y, 0, dims, new long[] {1, x, APART});
      default -> throw new IllegalArgumentException("no images of kind " + kind);
    };
  }

  private static <T extends NativeType<T>> Img<T> heap(long[] dims) {
    T type = Cast.unchecked(IMAGES.type());
    return new ArrayImgFactory<>(type).create(dims);
  }

  /** As BigDataViewer's caches hold them. */
  private static <T extends NativeType<T>, A extends DataAccess> RandomAccessibleInterval<T> cells(
      long[] dims) {
    T type = Cast.unchecked(IMAGES.type());
    int[] size = {16, 16, 12};
    CellGrid grid = new CellGrid(dims, size);
    return new LazyCellImg<T, A>(grid, type, index -> cell(grid, index));
  }

  private static <A extends DataAccess> Cell<A> cell(CellGrid grid, long index) {
    long[] min = new long[grid.numDimensions()];
    int[] size = new int[grid.numDimensions()];
    grid.getCellDimensions(index, min, size);
    return new Cell<>(
        size, min, Cast.unchecked(IMAGES.volatileAccess(size[0] * size[1] * size[2])));
  }

  private static Object blockArray(int length) {
    return switch (IMAGES.type().getNativeTypeFactory().getPrimitiveType()) {
      case BYTE -> new byte[length];
      case SHORT -> new short[length];
      case INT -> new int[length];
      case LONG -> new long[length];
      case FLOAT -> new float[length];
      case DOUBLE -> new double[length];
      default -> throw new IllegalStateException("no blocks of " + IMAGES.type().getClass());
    };
  }

  /** Made once, as it is for many blocks. */
  PrimitiveBlocks<T> blocks() {
    if (blocks == null) blocks = PrimitiveBlocks.of(image);
    return blocks;
  }

  /** ImgLib2 has blocks of one number an element only, no buffers of booleans, and no strides. */
  boolean hasBlocks() {
    if (!(image instanceof ArrayImg<?, ?> array)) return false;
    boolean single = image.getType().getEntitiesPerPixel().getRatio() == 1;
    boolean buffered = array.update(null) instanceof ArrayDataAccess;
    return single && buffered && !(image.getType() instanceof NativeBoolType);
  }

  /** The elements that one pass touches. */
  long elements(Op op) {
    if (op != Op.PRIMITIVE_BLOCKS) return image.size();
    return (long) corners.length * blockSize[0] * blockSize[1] * blockSize[2];
  }
}
