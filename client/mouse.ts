/** Clicks, told to the program: a press and release in one place, not the end of a drag. */
import { sendClick } from './connection.js';
import type { Layers } from './layers.js';

const FARTHEST_PIXELS = 3;

export function reportClicks(viewer: any, layers: Layers): void {
  let pressed: { x: number; y: number } | undefined;
  const element: HTMLElement = viewer.element;
  element.addEventListener('pointerdown', ({ clientX, clientY, button }) => {
    pressed = button === 0 ? { x: clientX, y: clientY } : undefined;
  });
  // Before the panels' own handlers, which may keep the event to themselves.
  window.addEventListener(
    'pointerup',
    ({ clientX, clientY }) => {
      const from = pressed;
      pressed = undefined;
      if (from === undefined || Math.hypot(clientX - from.x, clientY - from.y) > FARTHEST_PIXELS) return;
      const there = underMouse(viewer, layers);
      if (there !== undefined) void sendClick(there);
    },
    true,
  );
}

/** Where the mouse is, and the values of the layers there. */
export function underMouse(viewer: any, layers: Layers) {
  const { mouseState, coordinateSpace, layerManager, layerSelectedValues } = viewer;
  if (!mouseState.active && !mouseState.updateUnconditionally()) return undefined;
  const names: string[] = coordinateSpace.value.names;
  const position = Object.fromEntries(names.map((name, d) => [name, Math.floor(mouseState.position[d])]));
  const values: Record<string, string | number | null> = {};
  for (const managed of layerManager.managedLayers) {
    const id = layers.idOf(managed);
    if (id === undefined || managed.layer === null || !managed.visible) continue;
    const found = layerSelectedValues.get(managed.layer);
    values[id] = plain(found?.value);
  }
  return { position, values };
}

/** Numbers as numbers, others as text. */
function plain(value: unknown): string | number | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'number' ? value : String(value);
}

/** Where the mouse is and what is there, in lines. */
export function hoverText(viewer: any, layers: Layers): string {
  if (!viewer.mouseState.active) return '';
  const there = underMouse(viewer, layers);
  if (there === undefined) return '';
  const at = ['t', 'c', 'z', 'y', 'x'].flatMap((axis) => {
    const value = there.position[axis];
    return value === undefined ? [] : [`${axis} ${value}`];
  });
  const values = Object.entries(there.values).flatMap(([id, value]) =>
    value === null ? [] : [`${layers.nameOf(id)}: ${value}`],
  );
  const point = layers.pointText(viewer.mouseState);
  return [at.join('  '), ...values, ...(point === undefined ? [] : [point])].join('\n');
}
