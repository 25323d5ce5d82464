package imglib2node.imagej;

import ij.process.ByteProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.awt.image.ColorModel;
import java.util.Arrays;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;

/**
 * What differs between ImageJ's 8, 16 and 32 bit and colour planes: their arrays, and how bits are
 * compared and moved. Values are compared as bits, so NaN equals itself and -0 differs from 0: a
 * comparison of numbers would write back every NaN, or lose a changed sign.
 */
abstract class PixelKind {
  final int bitDepth;

  PixelKind(int bitDepth) {
    this.bitDepth = bitDepth;
  }

  /** The kind that shows `type` with no conversion, or null if ImageJ has none. */
  static PixelKind of(Object type) {
    if (type instanceof UnsignedByteType) return BYTE;
    if (type instanceof UnsignedShortType) return SHORT;
    if (type instanceof FloatType) return FLOAT;
    return null;
  }

  abstract Object allocate(int length);

  /** Whether `pixels` is an array of this kind with that length. */
  abstract boolean holds(Object pixels, int length);

  /**
   * The first index, from 0, at which the two ranges differ, or -1. NaNs may count as equal
   * whatever their bits.
   */
  abstract int mismatch(Object a, int aFrom, Object b, int bFrom, int length);

  abstract boolean same(Object a, int aIndex, Object b, int bIndex);

  abstract void copy(Object from, int fromIndex, Object to, int toIndex);

  /** Reads `width` values along `axis`, from where `access` stands, into the start of `row`. */
  abstract void read(RandomAccess<?> access, int axis, Object row, int width);

  /** Writes one value to where `access` stands. */
  abstract void write(RandomAccess<?> access, Object pixels, int index);

  abstract ImageProcessor processor(int width, int height, Object pixels, ColorModel colors);

  static final PixelKind BYTE =
      new PixelKind(8) {
        @Override
        Object allocate(int length) {
          return new byte[length];
        }

        @Override
        boolean holds(Object pixels, int length) {
          return pixels instanceof byte[] bytes && bytes.length == length;
        }

        @Override
        int mismatch(Object a, int aFrom, Object b, int bFrom, int length) {
          return Arrays.mismatch(
              (byte[]) a, aFrom, aFrom + length, (byte[]) b, bFrom, bFrom + length);
        }

        @Override
        boolean same(Object a, int aIndex, Object b, int bIndex) {
          return ((byte[]) a)[aIndex] == ((byte[]) b)[bIndex];
        }

        @Override
        void copy(Object from, int fromIndex, Object to, int toIndex) {
          ((byte[]) to)[toIndex] = ((byte[]) from)[fromIndex];
        }

        @Override
        void read(RandomAccess<?> access, int axis, Object row, int width) {
          byte[] bytes = (byte[]) row;
          for (int x = 0; x < width; x++, access.fwd(axis))
            bytes[x] = ((UnsignedByteType) access.get()).getByte();
        }

        @Override
        void write(RandomAccess<?> access, Object pixels, int index) {
          ((UnsignedByteType) access.get()).setByte(((byte[]) pixels)[index]);
        }

        @Override
        ImageProcessor processor(int width, int height, Object pixels, ColorModel colors) {
          return new ByteProcessor(width, height, (byte[]) pixels, colors);
        }
      };

  static final PixelKind SHORT =
      new PixelKind(16) {
        @Override
        Object allocate(int length) {
          return new short[length];
        }

        @Override
        boolean holds(Object pixels, int length) {
          return pixels instanceof short[] shorts && shorts.length == length;
        }

        @Override
        int mismatch(Object a, int aFrom, Object b, int bFrom, int length) {
          return Arrays.mismatch(
              (short[]) a, aFrom, aFrom + length, (short[]) b, bFrom, bFrom + length);
        }

        @Override
        boolean same(Object a, int aIndex, Object b, int bIndex) {
          return ((short[]) a)[aIndex] == ((short[]) b)[bIndex];
        }

        @Override
        void copy(Object from, int fromIndex, Object to, int toIndex) {
          ((short[]) to)[toIndex] = ((short[]) from)[fromIndex];
        }

        @Override
        void read(RandomAccess<?> access, int axis, Object row, int width) {
          short[] shorts = (short[]) row;
          for (int x = 0; x < width; x++, access.fwd(axis))
            shorts[x] = ((UnsignedShortType) access.get()).getShort();
        }

        @Override
        void write(RandomAccess<?> access, Object pixels, int index) {
          ((UnsignedShortType) access.get()).setShort(((short[]) pixels)[index]);
        }

        @Override
        ImageProcessor processor(int width, int height, Object pixels, ColorModel colors) {
          return new ShortProcessor(width, height, (short[]) pixels, colors);
        }
      };

  /** Also reads every other real type, rounded to a float; only a FloatType can be written. */
  static final PixelKind FLOAT =
      new PixelKind(32) {
        @Override
        Object allocate(int length) {
          return new float[length];
        }

        @Override
        boolean holds(Object pixels, int length) {
          return pixels instanceof float[] floats && floats.length == length;
        }

        @Override
        int mismatch(Object a, int aFrom, Object b, int bFrom, int length) {
          return Arrays.mismatch(
              (float[]) a, aFrom, aFrom + length, (float[]) b, bFrom, bFrom + length);
        }

        @Override
        boolean same(Object a, int aIndex, Object b, int bIndex) {
          return Float.floatToRawIntBits(((float[]) a)[aIndex])
              == Float.floatToRawIntBits(((float[]) b)[bIndex]);
        }

        @Override
        void copy(Object from, int fromIndex, Object to, int toIndex) {
          ((float[]) to)[toIndex] = ((float[]) from)[fromIndex];
        }

        @Override
        void read(RandomAccess<?> access, int axis, Object row, int width) {
          float[] floats = (float[]) row;
          for (int x = 0; x < width; x++, access.fwd(axis))
            floats[x] = ((RealType<?>) access.get()).getRealFloat();
        }

        @Override
        void write(RandomAccess<?> access, Object pixels, int index) {
          ((FloatType) access.get()).set(((float[]) pixels)[index]);
        }

        @Override
        ImageProcessor processor(int width, int height, Object pixels, ColorModel colors) {
          return new FloatProcessor(width, height, (float[]) pixels, colors);
        }
      };
}
