/** How the channels of an image are to be shown. */
import type { Omero } from './model.js';

/** One channel, as 'omero' says it. */
export interface OmeChannel {
  readonly name: string | undefined;
  /** '#rrggbb'. */
  readonly color: string;
  /** The values shown black and in full colour, where they are said. */
  readonly displayRange: readonly [number, number] | undefined;
  /** Whether it is shown at first. */
  readonly active: boolean;
}

/** The channels of an image of `count` channels; those that 'omero' leaves out are white. None where it says nothing. */
export function omeChannels(omero: Omero | undefined, count: number): OmeChannel[] {
  if (omero === undefined || omero.channels.length === 0) return [];
  return Array.from({ length: count }, (_, c) => {
    const { label, color = 'FFFFFF', window, active = true } = omero.channels[c] ?? {};
    const sound = window !== undefined && window.start < window.end;
    return {
      name: label,
      color: `#${color.toLowerCase()}`,
      displayRange: sound ? [window.start, window.end] : undefined,
      active,
    };
  });
}
