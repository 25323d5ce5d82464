/** Colour maps of several colours, which the page draws and the server checks: '#rrggbb' at even steps from low to high. */
export const COLORMAPS: Readonly<Record<string, readonly string[]>> = {
  hot: ['#000000', '#ff0000', '#ffff00', '#ffffff'],
  cool: ['#00ffff', '#ff00ff'],
  viridis: [
    '#440154',
    '#482878',
    '#3e4989',
    '#31688e',
    '#26828e',
    '#1f9e89',
    '#35b779',
    '#6ece58',
    '#b5de2b',
    '#fde725',
  ],
  magma: ['#000004', '#180f3d', '#440f76', '#721f81', '#9e2f7f', '#cd4071', '#f1605d', '#fd9668', '#feca8d', '#fcfdbf'],
  inferno: [
    '#000004',
    '#1b0c41',
    '#4a0c6b',
    '#781c6d',
    '#a52c60',
    '#cf4446',
    '#ed6925',
    '#fb9b06',
    '#f7d13d',
    '#fcffa4',
  ],
};

/** The stops of a colour map, or black to the colour '#rrggbb'. */
export function stopsOf(colormap: string): readonly string[] {
  return COLORMAPS[colormap] ?? ['#000000', colormap];
}
