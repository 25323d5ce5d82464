/** What can be set of one layer. */
import { COLORMAPS } from '../../src/viewers/browser/colormaps.js';
import type { ChannelState, Histogram, ImageState, LayerState } from '../../src/viewers/browser/protocol.js';
import type { Outbox } from '../outbox.js';
import { Contrast } from './contrast.js';
import { choice, element, row, slider } from './dom.js';

const PLAIN = 'one colour';

/** The part of the panel for a layer. */
export interface LayerSection {
  readonly box: HTMLElement;
  /** Shows settings of the layer for which it was made. */
  show(state: LayerState): void;
}

/** `move` draws the layer one step nearer to the top, or further down. */
export function layerSection(first: LayerState, outbox: Outbox, move: (up: boolean) => void): LayerSection {
  const { id } = first;
  const visible = element('input', { type: 'checkbox', title: 'shown' });
  visible.onchange = () => outbox.layer(id, { visible: visible.checked });
  const button = (text: string, title: string, up: boolean) =>
    element('button', { textContent: text, title, onclick: () => move(up) });
  const head = element(
    'header',
    {},
    visible,
    element('span', { textContent: first.name, title: first.name }),
    button('▲', 'nearer to the top', true),
    button('▼', 'further down', false),
  );
  const opacity = slider('opacity', {
    min: 0,
    max: 1,
    step: 0.01,
    change: (value) => outbox.layer(id, { opacity: value }),
  });
  const own = first.kind === 'image' ? imageControls(first, outbox) : pointsControls(first, outbox);
  const box = element('section', { className: 'layer' }, head, ...own.lines, opacity.line);
  box.dataset.layer = first.name;
  return {
    box,
    show(state) {
      visible.checked = state.visible;
      opacity.set(state.opacity);
      own.show(state);
    },
  };
}

interface Controls {
  readonly lines: readonly HTMLElement[];
  show(state: LayerState): void;
}

function pointsControls(first: LayerState, outbox: Outbox): Controls {
  if (first.kind !== 'points') return { lines: [], show: () => undefined };
  const size = slider('size', { min: 1, max: 60, step: 1, change: (value) => outbox.layer(first.id, { size: value }) });
  return {
    lines: [size.line],
    show(state) {
      if (state.kind === 'points') size.set(state.size);
    },
  };
}

function imageControls(first: ImageState, outbox: Outbox): Controls {
  const { id } = first;
  let now = first;
  const setChannel = (i: number, changes: Partial<ChannelState>) => {
    const channels = now.channels.map((channel, at) => (at === i ? { ...channel, ...changes } : channel));
    now = { ...now, channels };
    outbox.layer(id, { channels });
  };
  const channels = first.channels.map((_, i) => channelControls(first, (changes) => setChannel(i, changes)));
  const gamma = slider('gamma', {
    min: 0.1,
    max: 4,
    step: 0.05,
    change: (value) => outbox.layer(id, { gamma: value }),
  });
  const blending = choice(['translucent', 'additive'], (value) =>
    outbox.layer(id, { blending: value as ImageState['blending'] }),
  );
  void histogramsOf(
    first,
    channels.map(({ contrast }) => contrast),
  );
  return {
    lines: [...channels.flatMap(({ lines }) => lines), gamma.line, row('blending', blending)],
    show(state) {
      if (state.kind !== 'image') return;
      now = state;
      for (const [i, channel] of state.channels.entries()) channels[i]?.show(channel);
      gamma.set(state.gamma);
      blending.value = state.blending;
    },
  };
}

function channelControls(layer: ImageState, change: (changes: Partial<ChannelState>) => void) {
  const contrast = new Contrast((contrastLimits) => change({ contrastLimits }));
  const color = element('input', { type: 'color', title: 'the colour of the highest value' });
  color.oninput = () => change({ colormap: color.value });
  const map = choice([PLAIN, ...Object.keys(COLORMAPS)], (value) =>
    change({ colormap: value === PLAIN ? color.value : value }),
  );
  map.name = 'colormap';
  const lines = layer.rgb ? [contrast.box] : [contrast.box, row('colours', map, color)];
  return {
    contrast,
    lines,
    show(channel: ChannelState) {
      contrast.show(channel);
      const plain = channel.colormap.startsWith('#');
      map.value = plain ? PLAIN : channel.colormap;
      color.value = plain ? channel.colormap : '#ffffff';
      color.hidden = !plain;
    },
  };
}

/** The server samples the volume once a page; of several channels all are in one histogram. */
async function histogramsOf({ volume }: ImageState, contrasts: readonly Contrast[]): Promise<void> {
  const response = await fetch(new URL(`histogram/${volume.key}`, new URL('.', window.location.href)));
  if (!response.ok) return;
  const found = (await response.json()) as readonly Histogram[];
  contrasts.forEach((contrast, i) => {
    const histogram = found[i] ?? found[0];
    if (histogram !== undefined) contrast.showHistogram(histogram);
  });
}
