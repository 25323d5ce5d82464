package imglib2node.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import imglib2node.memory.TestMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.type.numeric.integer.IntType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks copied out of shared images by ImgLib2's PrimitiveBlocks. */
class SharedBlocksTest {
  private static final int WIDTH = 64;
  private static final int HEIGHT = 48;
  private static final int BLOCK = 16;

  /** Each element is its own number in memory. */
  @SuppressWarnings("unchecked")
  private static RandomAccessibleInterval<IntType> image(boolean readOnly, long... packed) {
    TestMemory memory = TestMemory.allocate(4 * WIDTH * HEIGHT);
    for (int i = 0; i < WIDTH * HEIGHT; i++) memory.bytes.putInt(4 * i, i);
    Layout layout = Layout.parse(packed, WIDTH * HEIGHT);
    Elements ints = new Elements(DType.INT32, false);
    return (RandomAccessibleInterval<IntType>)
        SharedImages.image(ints, memory.share(readOnly), layout);
  }

  private static int wrong(PrimitiveBlocks<IntType> blocks, int x, int y, int dx, int dy) {
    int[] block = new int[BLOCK * BLOCK];
    blocks.copy(new long[] {x, y}, block, new int[] {BLOCK, BLOCK});
    int wrong = 0;
    for (int i = 0; i < block.length; i++) {
      int expected = (x + i % BLOCK) * dx + (y + i / BLOCK) * dy;
      if (block[i] != expected) wrong++;
    }
    return wrong;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void contiguousImages(boolean readOnly) {
    RandomAccessibleInterval<IntType> image = image(readOnly, 0, WIDTH, 1, HEIGHT, WIDTH);
    assertEquals(0, wrong(PrimitiveBlocks.of(image), 11, 7, 1, WIDTH));
  }

  @Test
  void permutedImages() {
    RandomAccessibleInterval<IntType> image = image(false, 0, HEIGHT, WIDTH, WIDTH, 1);
    PrimitiveBlocks<IntType> blocks = PrimitiveBlocks.of(image, PrimitiveBlocks.OnFallback.ACCEPT);
    assertEquals(0, wrong(blocks, 5, 30, WIDTH, 1));
  }

  @Test
  void severalThreadsAtOnce() throws Exception {
    PrimitiveBlocks<IntType> blocks =
        SharedBlocks.threadSafe(image(false, 0, WIDTH, 1, HEIGHT, WIDTH));
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<Integer>> results = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        Random random = new Random(thread);
        results.add(
            pool.submit(
                () -> {
                  int wrong = 0;
                  for (int i = 0; i < 5000; i++) {
                    int x = random.nextInt(WIDTH - BLOCK);
                    wrong += wrong(blocks, x, random.nextInt(HEIGHT - BLOCK), 1, WIDTH);
                  }
                  return wrong;
                }));
      }
      for (Future<Integer> result : results) assertEquals(0, result.get());
    } finally {
      pool.shutdownNow();
    }
  }

  /** A buffer alone must keep memory alive, as an image does: it is all that blocks hold. */
  @Test
  void blocksAloneKeepTheMemory() throws Exception {
    TestMemory memory = TestMemory.allocate(64);
    memory.bytes.order(ByteOrder.nativeOrder()).putInt(60, 12345);
    Layout layout = Layout.parse(new long[] {0, 16, 1}, 16);
    Elements ints = new Elements(DType.INT32, false);
    @SuppressWarnings("unchecked")
    RandomAccessibleInterval<IntType> image =
        (RandomAccessibleInterval<IntType>) SharedImages.image(ints, memory.share(false), layout);
    PrimitiveBlocks<IntType> blocks = PrimitiveBlocks.of(image);
    image = null;
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(20);
    }
    int[] block = new int[1];
    blocks.copy(new long[] {15}, block, new int[] {1});
    assertEquals(12345, block[0]);
    assertEquals(0, memory.released.get());
    blocks = null;
    assertEquals(true, memory.collected());
    assertEquals(64, ByteBuffer.class.cast(memory.bytes).capacity());
  }
}
