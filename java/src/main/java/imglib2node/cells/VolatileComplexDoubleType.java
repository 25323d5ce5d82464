package imglib2node.cells;

import net.imglib2.img.NativeImg;
import net.imglib2.img.basictypeaccess.DoubleAccess;
import net.imglib2.img.basictypeaccess.array.DoubleArray;
import net.imglib2.type.NativeTypeFactory;
import net.imglib2.type.numeric.complex.ComplexDoubleType;

/** See {@link VolatileComplexType}. */
final class VolatileComplexDoubleType
    extends VolatileComplexType<ComplexDoubleType, VolatileComplexDoubleType> {
  private static final NativeTypeFactory<VolatileComplexDoubleType, DoubleAccess> FACTORY =
      NativeTypeFactory.DOUBLE(VolatileComplexDoubleType::new);

  private static final class Plain extends ComplexDoubleType {
    Plain(NativeImg<?, ? extends DoubleAccess> img) {
      super(img);
    }

    Plain() {
      super(new DoubleArray(2));
    }

    void read(DoubleAccess access) {
      dataAccess = access;
    }
  }

  private final NativeImg<?, ? extends DoubleAccess> source;

  VolatileComplexDoubleType(NativeImg<?, ? extends DoubleAccess> source) {
    super(new Plain(source), source);
    this.source = source;
  }

  /** A variable. */
  VolatileComplexDoubleType() {
    super(new Plain(), null);
    source = null;
  }

  @Override
  void setAccess(Object access) {
    ((Plain) t).read((DoubleAccess) access);
  }

  @Override
  VolatileComplexDoubleType self() {
    return this;
  }

  @Override
  public VolatileComplexDoubleType duplicateTypeOnSameNativeImg() {
    return new VolatileComplexDoubleType(source);
  }

  @Override
  public VolatileComplexDoubleType createVariable() {
    return new VolatileComplexDoubleType();
  }

  @Override
  public NativeTypeFactory<VolatileComplexDoubleType, ?> getNativeTypeFactory() {
    return FACTORY;
  }
}
