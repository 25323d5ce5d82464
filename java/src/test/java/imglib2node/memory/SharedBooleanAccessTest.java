package imglib2node.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SharedBooleanAccessTest {
  @Test
  void everyByteButZeroIsTrue() {
    TestMemory memory = TestMemory.allocate(256);
    SharedByteAccess bytes = new SharedByteAccess(memory.share(false), memory.address(), 256);
    for (int i = 0; i < 256; i++) bytes.setValue(i, (byte) i);
    SharedBooleanAccess booleans =
        new SharedBooleanAccess(memory.share(false), memory.address(), 256);
    for (int i = 0; i < 256; i++) assertEquals(i != 0, booleans.getValue(i), "byte " + i);
    assertThrows(IndexOutOfBoundsException.class, () -> booleans.getValue(-1));
    assertThrows(IndexOutOfBoundsException.class, () -> booleans.getValue(256));
  }

  @Test
  void writesOneAndZero() {
    TestMemory memory = TestMemory.allocate(2);
    SharedByteAccess bytes = new SharedByteAccess(memory.share(false), memory.address(), 2);
    SharedBooleanAccess booleans =
        new SharedBooleanAccess(memory.share(false), memory.address(), 2);
    bytes.setValue(1, (byte) 77);
    booleans.setValue(0, true);
    booleans.setValue(1, false);
    assertEquals(1, bytes.getValue(0));
    assertEquals(0, bytes.getValue(1));
  }
}
