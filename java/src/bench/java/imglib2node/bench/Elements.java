package imglib2node.bench;

import net.imglib2.type.logic.NativeBoolType;
import net.imglib2.type.numeric.ARGBType;
import net.imglib2.type.numeric.ComplexType;
import net.imglib2.type.numeric.integer.GenericByteType;
import net.imglib2.type.numeric.integer.GenericIntType;
import net.imglib2.type.numeric.integer.GenericLongType;
import net.imglib2.type.numeric.integer.GenericShortType;
import net.imglib2.type.numeric.real.DoubleType;
import net.imglib2.type.numeric.real.FloatType;

/**
 * What a program does with an element, in the words of its type: the compiler must see the type's
 * own methods, as in a program that is written for it.
 */
abstract class Elements {
  /** Whether sums are of real numbers, as floating-point types have them. */
  boolean isReal() {
    return false;
  }

  long integer(Object element) {
    throw new UnsupportedOperationException();
  }

  double real(Object element) {
    throw new UnsupportedOperationException();
  }

  abstract void write(Object element, int value);

  static Elements of(Object type) {
    if (type instanceof GenericByteType<?>) return new OfByte();
    if (type instanceof GenericShortType<?>) return new OfShort();
    if (type instanceof GenericIntType<?>) return new OfInt();
    if (type instanceof GenericLongType<?>) return new OfLong();
    if (type instanceof FloatType) return new OfFloat();
    if (type instanceof DoubleType) return new OfDouble();
    if (type instanceof ARGBType) return new OfArgb();
    if (type instanceof ComplexType<?>) return new OfComplex();
    if (type instanceof NativeBoolType) return new OfBool();
    throw new IllegalArgumentException("no program for elements of " + type.getClass());
  }

  private static final class OfByte extends Elements {
    @Override
    long integer(Object element) {
      return ((GenericByteType<?>) element).getByte();
    }

    @Override
    void write(Object element, int value) {
      ((GenericByteType<?>) element).setByte((byte) value);
    }
  }

  private static final class OfShort extends Elements {
    @Override
    long integer(Object element) {
      return ((GenericShortType<?>) element).getShort();
    }

    @Override
    void write(Object element, int value) {
      ((GenericShortType<?>) element).setShort((short) value);
    }
  }

  private static final class OfInt extends Elements {
    @Override
    long integer(Object element) {
      return ((GenericIntType<?>) element).getInt();
    }

    @Override
    void write(Object element, int value) {
      ((GenericIntType<?>) element).setInt(value);
    }
  }

  private static final class OfLong extends Elements {
    @Override
    long integer(Object element) {
      return ((GenericLongType<?>) element).getLong();
    }

    @Override
    void write(Object element, int value) {
      ((GenericLongType<?>) element).setLong(value);
    }
  }

  private static final class OfArgb extends Elements {
    @Override
    long integer(Object element) {
      return ((ARGBType) element).get();
    }

    @Override
    void write(Object element, int value) {
      ((ARGBType) element).set(value);
    }
  }

  private static final class OfFloat extends Elements {
    @Override
    boolean isReal() {
      return true;
    }

    @Override
    double real(Object element) {
      return ((FloatType) element).get();
    }

    @Override
    void write(Object element, int value) {
      ((FloatType) element).set(value);
    }
  }

  private static final class OfDouble extends Elements {
    @Override
    boolean isReal() {
      return true;
    }

    @Override
    double real(Object element) {
      return ((DoubleType) element).get();
    }

    @Override
    void write(Object element, int value) {
      ((DoubleType) element).set(value);
    }
  }

  private static final class OfComplex extends Elements {
    @Override
    boolean isReal() {
      return true;
    }

    @Override
    double real(Object element) {
      ComplexType<?> complex = (ComplexType<?>) element;
      return complex.getRealDouble() + complex.getImaginaryDouble();
    }

    @Override
    void write(Object element, int value) {
      ((ComplexType<?>) element).setComplexNumber(value, -value);
    }
  }

  private static final class OfBool extends Elements {
    @Override
    long integer(Object element) {
      return ((NativeBoolType) element).get() ? 1 : 0;
    }

    @Override
    void write(Object element, int value) {
      ((NativeBoolType) element).set((value & 1) != 0);
    }
  }
}
