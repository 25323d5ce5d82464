/** Keys and mouse, for people. */
import { element } from './dom.js';

const KEYS: readonly (readonly [string, string])[] = [
  ['wheel', 'next plane; with Shift ten at once'],
  ['Ctrl + wheel', 'zoom'],
  ['drag', 'move; in space: turn'],
  ['Shift + drag', 'turn the plane; in space: move'],
  ['right click', 'go there'],
  ['arrows , .', 'one voxel along x, y, z'],
  ['[ ]', 'time back, on'],
  ['e r, Shift + arrows', 'turn the plane'],
  ['z', 'straight planes again'],
  ['1 to 9', 'show or hide a layer, from the bottom'],
  ['Space', 'one panel or all'],
  ['b', 'scale bar'],
  ['a', 'lines of the axes'],
  ['s', 'slices in space'],
  ['h', 'this list'],
];

/** A list that is hidden at first. */
export function helpBox(): HTMLElement {
  const lines = KEYS.flatMap(([key, does]) => [
    element('dt', { textContent: key }),
    element('dd', { textContent: does }),
  ]);
  return element('dl', { className: 'help', hidden: true }, ...lines);
}
