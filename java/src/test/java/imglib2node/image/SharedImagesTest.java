package imglib2node.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import imglib2node.memory.SharedMemory;
import imglib2node.memory.TestMemory;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import org.junit.jupiter.api.Test;

class SharedImagesTest {
  // Without the addon a claim can't be given back, so the memory behind registered images here is
  // never released.
  private static final long[] PLANE = {0, 6, 1, 5, 6};

  @Test
  void registersAndForgets() {
    TestMemory memory = TestMemory.allocate(30);
    int before = SharedImages.count();
    long id = SharedImages.create(7, memory.address(), 30, false, DType.UINT8.ordinal(), PLANE);
    RandomAccessibleInterval<?> image = SharedImages.get(id);
    assertInstanceOf(ArrayImg.class, image);
    assertInstanceOf(UnsignedByteType.class, image.getType());
    assertSame(image, SharedImages.get(id));
    assertEquals(before + 1, SharedImages.count());
    SharedImages.close(id);
    SharedImages.close(id);
    assertEquals(before, SharedImages.count());
    IllegalStateException error =
        assertThrows(IllegalStateException.class, () -> SharedImages.get(id));
    assertTrue(error.getMessage().contains("closed"), error.getMessage());
    // The image itself stays good for whoever has it.
    assertEquals(0, ((RealType<?>) image.getAt(1, 1)).getRealDouble());
  }

  @Test
  void bothSidesSeeEachOthersWrites() {
    TestMemory memory = TestMemory.allocate(60);
    long id = SharedImages.create(7, memory.address(), 60, false, DType.INT16.ordinal(), PLANE);
    RealType<?> value = (RealType<?>) SharedImages.get(id).getAt(2, 3);
    memory.bytes.putShort(40, (short) -5);
    assertEquals(-5, value.getRealDouble());
    value.setReal(1234);
    assertEquals(1234, memory.bytes.getShort(40));
    SharedImages.close(id);
  }

  @Test
  void aFailureLeavesTheClaimToItsCaller() {
    TestMemory memory = TestMemory.allocate(30);
    long live = SharedMemory.liveBlocks();
    int before = SharedImages.count();
    long address = memory.address();
    refuse("unknown dtype", () -> SharedImages.create(7, address, 30, false, 99, PLANE));
    refuse("inside", () -> SharedImages.create(7, address, 29, false, 0, PLANE));
    refuse(
        "inside", () -> SharedImages.create(7, address, 30, false, 1, new long[] {1, 6, 1, 5, 6}));
    refuse("inside", () -> SharedImages.create(7, address, 30, false, 1, new long[] {0, 6, -1}));
    refuse("without axes", () -> SharedImages.create(7, address, 30, false, 0, new long[] {0}));
    refuse(
        "negative extent",
        () -> SharedImages.create(7, address, 30, false, 0, new long[] {0, -6, 1}));
    refuse(
        "2^63",
        () ->
            SharedImages.create(
                7, address, 30, false, 0, new long[] {0, 1L << 40, 0, 1L << 40, 0}));
    refuse(
        "2^63",
        () -> SharedImages.create(7, address, 30, false, 0, new long[] {0, 3, Long.MAX_VALUE}));
    refuse("expected", () -> SharedImages.create(7, address, 30, false, 0, new long[] {0, 6}));
    assertEquals(before, SharedImages.count());
    assertTrue(SharedMemory.liveBlocks() <= live);
  }

  private static void refuse(String why, org.junit.jupiter.api.function.Executable create) {
    IllegalArgumentException error = assertThrows(IllegalArgumentException.class, create);
    assertTrue(error.getMessage().contains(why), error.getMessage());
  }

  @Test
  void aCursorAloneKeepsTheMemory() throws InterruptedException {
    for (String kind : new String[] {"ArrayImg", "StridedImg"}) {
      TestMemory memory = TestMemory.allocate(Case.ELEMENTS);
      long[] packed = kind.equals("ArrayImg") ? PLANE : new long[] {0, 5, 6, 6, 1};
      Case test = new Case(DType.UINT8, kind, 0, packed);
      memory.bytes.put(1, (byte) 5);
      Cursor<?> cursor = test.image(memory, false).cursor();
      for (int i = 0; i < 5; i++) {
        System.gc();
        Thread.sleep(20);
      }
      assertEquals(0, memory.released.get());
      cursor.fwd();
      cursor.fwd();
      assertEquals(5, ((RealType<?>) cursor.get()).getRealDouble());
      cursor = null;
      assertTrue(memory.collected(), kind);
    }
  }
}
