package imglib2node.imagej;

import java.awt.AlphaComposite;
import java.awt.Graphics2D;

/**
 * Something drawn over an image: labels or points. JavaScript holds it; ImageJ's threads draw it.
 */
public abstract class Decoration {
  private volatile boolean visible = true;
  private volatile double opacity = 1;
  private volatile Runnable onChange = () -> {};
  private volatile Runnable onRemove = () -> {};

  final void attach(Runnable change, Runnable remove) {
    onChange = change;
    onRemove = remove;
  }

  /** Shows or hides it. */
  public final void setVisible(boolean value) {
    visible = value;
    onChange.run();
  }

  /** From 0 to 1. */
  public final void setOpacity(double value) {
    opacity = value;
    onChange.run();
  }

  /** Draws it again. */
  public final void update() {
    onChange.run();
  }

  /** Takes it off the image, and drops what it shows. */
  public final void remove() {
    onRemove.run();
  }

  /** Draws it, with the graphics' coordinates in voxels: voxel (x, y) covers x..x+1, y..y+1. */
  final void draw(Graphics2D graphics, double magnification, int z, int t) {
    if (!visible || opacity <= 0) return;
    Graphics2D own = (Graphics2D) graphics.create();
    try {
      own.setComposite(
          AlphaComposite.getInstance(AlphaComposite.SRC_OVER, (float) Math.min(1, opacity)));
      paint(own, magnification, z, t);
    } finally {
      own.dispose();
    }
  }

  /** What `draw` draws: the plane at zero-based z and t. */
  abstract void paint(Graphics2D graphics, double magnification, int z, int t);
}
