package imglib2node.cells;

import net.imglib2.img.NativeImg;
import net.imglib2.img.basictypeaccess.FloatAccess;
import net.imglib2.img.basictypeaccess.array.FloatArray;
import net.imglib2.type.NativeTypeFactory;
import net.imglib2.type.numeric.complex.ComplexFloatType;

/** See {@link VolatileComplexType}. */
final class VolatileComplexFloatType
    extends VolatileComplexType<ComplexFloatType, VolatileComplexFloatType> {
  private static final NativeTypeFactory<VolatileComplexFloatType, FloatAccess> FACTORY =
      NativeTypeFactory.FLOAT(VolatileComplexFloatType::new);

  private static final class Plain extends ComplexFloatType {
    Plain(NativeImg<?, ? extends FloatAccess> img) {
      super(img);
    }

    Plain() {
      super(new FloatArray(2));
    }

    void read(FloatAccess access) {
      dataAccess = access;
    }
  }

  private final NativeImg<?, ? extends FloatAccess> source;

  VolatileComplexFloatType(NativeImg<?, ? extends FloatAccess> source) {
    super(new Plain(source), source);
    this.source = source;
  }

  /** A variable. */
  VolatileComplexFloatType() {
    super(new Plain(), null);
    source = null;
  }

  @Override
  void setAccess(Object access) {
    ((Plain) t).read((FloatAccess) access);
  }

  @Override
  VolatileComplexFloatType self() {
    return this;
  }

  @Override
  public VolatileComplexFloatType duplicateTypeOnSameNativeImg() {
    return new VolatileComplexFloatType(source);
  }

  @Override
  public VolatileComplexFloatType createVariable() {
    return new VolatileComplexFloatType();
  }

  @Override
  public NativeTypeFactory<VolatileComplexFloatType, ?> getNativeTypeFactory() {
    return FACTORY;
  }
}
