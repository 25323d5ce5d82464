package imglib2node.imagej;

import ij.ImagePlus;
import ij.gui.ImageCanvas;
import ij.gui.Overlay;
import ij.gui.Roi;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All that is drawn over an image, as one element of ImageJ's overlay that draws what belongs to
 * the plane shown. So it needs no change when the slice does, and the user's own overlays stay
 * beside it.
 */
final class Decorations {
  private final List<Decoration> all = new CopyOnWriteArrayList<>();

  /** Adds one, and the element to the image's overlay if it isn't there. */
  void add(Decoration decoration, ImagePlus imp) {
    all.add(decoration);
    Overlay overlay = imp.getOverlay() == null ? new Overlay() : imp.getOverlay();
    for (Roi roi : overlay) {
      if (roi instanceof Element) return;
    }
    overlay.add(new Element(imp.getWidth(), imp.getHeight(), this));
    imp.setOverlay(overlay);
  }

  void remove(Decoration decoration) {
    all.remove(decoration);
  }

  void clear() {
    all.clear();
  }

  /** Draws over a picture of a plane whose pixels are voxels, scaled by the graphics' transform. */
  void draw(Graphics2D graphics, double magnification, int z, int t) {
    for (Decoration decoration : all) decoration.draw(graphics, magnification, z, t);
  }

  private static final class Element extends Roi {
    private static final long serialVersionUID = 1;

    /** Not for files: ImageJ saves overlays, and there this is a plain rectangle. */
    private final transient Decorations decorations;

    Element(int width, int height, Decorations decorations) {
      super(0, 0, width, height);
      this.decorations = decorations;
    }

    @Override
    public void drawOverlay(Graphics graphics) {
      draw(graphics);
    }

    @Override
    public void draw(Graphics graphics) {
      ImagePlus imp = getImage();
      if (imp == null || decorations == null) return;
      ImageCanvas canvas = imp.getCanvas();
      double magnification = canvas == null ? 1 : canvas.getMagnification();
      Rectangle source = canvas == null ? new Rectangle() : canvas.getSrcRect();
      Graphics2D own = (Graphics2D) graphics.create();
      own.scale(magnification, magnification);
      own.translate(-source.x, -source.y);
      decorations.draw(own, magnification, imp.getSlice() - 1, imp.getFrame() - 1);
      own.dispose();
    }

    /** The user can't select it by a click. */
    @Override
    public boolean contains(int x, int y) {
      return false;
    }
  }
}
