package imglib2node.cells;

import net.imglib2.type.NativeType;
import net.imglib2.type.numeric.ARGBType;
import net.imglib2.type.numeric.complex.ComplexDoubleType;
import net.imglib2.type.numeric.complex.ComplexFloatType;
import net.imglib2.type.numeric.integer.ByteType;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.integer.LongType;
import net.imglib2.type.numeric.integer.ShortType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.integer.UnsignedIntType;
import net.imglib2.type.numeric.integer.UnsignedLongType;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.DoubleType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.type.volatiles.VolatileARGBType;
import net.imglib2.type.volatiles.VolatileByteType;
import net.imglib2.type.volatiles.VolatileDoubleType;
import net.imglib2.type.volatiles.VolatileFloatType;
import net.imglib2.type.volatiles.VolatileIntType;
import net.imglib2.type.volatiles.VolatileLongType;
import net.imglib2.type.volatiles.VolatileShortType;
import net.imglib2.type.volatiles.VolatileUnsignedByteType;
import net.imglib2.type.volatiles.VolatileUnsignedIntType;
import net.imglib2.type.volatiles.VolatileUnsignedLongType;
import net.imglib2.type.volatiles.VolatileUnsignedShortType;

/** The types of a lazy image's two faces. */
record CellType(NativeType<?> plain, NativeType<?> loading) {
  /**
   * By name of the dtype; for complex numbers, of which ImgLib2 has no volatile types, with ours.
   * Truth values are to be made bytes.
   *
   * @throws IllegalArgumentException for such a one
   */
  static CellType of(String dtype) {
    return switch (dtype) {
      case "UINT8" -> new CellType(new UnsignedByteType(), new VolatileUnsignedByteType());
      case "INT8" -> new CellType(new ByteType(), new VolatileByteType());
      case "UINT16" -> new CellType(new UnsignedShortType(), new VolatileUnsignedShortType());
      case "INT16" -> new CellType(new ShortType(), new VolatileShortType());
      case "UINT32" -> new CellType(new UnsignedIntType(), new VolatileUnsignedIntType());
      case "INT32" -> new CellType(new IntType(), new VolatileIntType());
      case "UINT64" -> new CellType(new UnsignedLongType(), new VolatileUnsignedLongType());
      case "INT64" -> new CellType(new LongType(), new VolatileLongType());
      case "FLOAT32", "FLOAT16" -> new CellType(new FloatType(), new VolatileFloatType());
      case "FLOAT64" -> new CellType(new DoubleType(), new VolatileDoubleType());
      case "COMPLEX64" -> new CellType(new ComplexFloatType(), new VolatileComplexFloatType());
      case "COMPLEX128" -> new CellType(new ComplexDoubleType(), new VolatileComplexDoubleType());
      case "ARGB" -> new CellType(new ARGBType(), new VolatileARGBType());
      default ->
          throw new IllegalArgumentException(
              "ImgLib2 has no volatile type for " + dtype + "; convert with astype()");
    };
  }
}
