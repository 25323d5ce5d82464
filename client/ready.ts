/** For programs that take pictures of the page: when it shows all there is. */

/** On `window`: the promise resolves when the state of that revision and those changes are drawn, in full resolution. */
export interface Readiness {
  ready(revision: number, versions?: Readonly<Record<string, number>>): Promise<void>;
}

/** How often it is looked whether all is there. */
const LOOK_MS = 15;

/** Puts `imglib2Node.ready` on the window. */
export function exposeReadiness(viewer: any, isLoading: () => boolean) {
  let newest = -1;
  /** The last change of each volume that is on the screen. */
  const shown = new Map<string, number>();
  const isReady = (): boolean =>
    viewer.layerManager.managedLayers.every((layer: any) => layer.isReady()) && viewer.isReady();
  const ready: Readiness['ready'] = async (revision, versions = {}) => {
    const wanted = Object.entries(versions);
    for (let looks = 0; looks < 2; ) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      // Twice in a row, with a frame between: what is asked for last may begin only after a frame.
      const changed = wanted.every(([key, version]) => (shown.get(key) ?? 0) >= version);
      const settled = newest >= revision && changed && !isLoading() && isReady();
      looks = settled ? looks + 1 : 0;
      viewer.display.draw();
    }
  };
  (window as unknown as { imglib2Node: Readiness & { viewer: unknown } }).imglib2Node = { ready, viewer };
  return {
    heard(revision: number): void {
      newest = revision;
    },
    shows(key: string, version: number): void {
      shown.set(key, Math.max(version, shown.get(key) ?? 0));
    },
  };
}
