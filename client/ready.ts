/** For programs that take pictures of the page: when it shows all there is. */

/** On `window`: the promise resolves when the state of that revision is drawn, in full resolution. */
export interface Readiness {
  ready(revision: number): Promise<void>;
}

/** How often it is looked whether all is there. */
const LOOK_MS = 15;

/** Puts `imglib2Node.ready` on the window. */
export function exposeReadiness(viewer: any): { heard(revision: number): void } {
  let newest = -1;
  const isReady = (): boolean =>
    viewer.layerManager.managedLayers.every((layer: any) => layer.isReady()) && viewer.isReady();
  const ready = async (revision: number): Promise<void> => {
    for (let looks = 0; looks < 2; ) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      // Twice in a row, with a frame between: what is asked for last may begin only after a frame.
      const settled = newest >= revision && isReady();
      looks = settled ? looks + 1 : 0;
      viewer.display.draw();
    }
  };
  (window as unknown as { imglib2Node: Readiness & { viewer: unknown } }).imglib2Node = { ready, viewer };
  return {
    heard: (revision) => {
      newest = revision;
    },
  };
}
