/** The programs that colour voxels; people never see them. */
import { stopsOf } from '../src/viewers/browser/colormaps.js';
import type { ChannelState, ImageState, LabelsState } from '../src/viewers/browser/protocol.js';

const ANY = 'slider(min=-1e38, max=1e38, default=0)';

/** For an image: what changes often is a control, so that moving a slider compiles nothing. */
export function imageShader({ channels, rgb, volume }: ImageState): string {
  const several = volume.axes.includes('c^');
  const ramps = channels.map(({ colormap }, i) => rampFunction(`ramp${i}`, colormap));
  const value = (i: number) => {
    const voxel = `getDataValue(${several ? i : ''})`;
    const number = volume.type === 'float32' ? voxel : `float(toRaw(${voxel}))`;
    return `pow(clamp((${number} - low${i}) / (high${i} - low${i}), 0.0, 1.0), gamma)`;
  };
  const sum = rgb
    ? `vec3(${channels.map((_, i) => value(i)).join(', ')})`
    : channels.map((_, i) => `ramp${i}(${value(i)})`).join(' + ');
  return [
    ...channels.flatMap((_, i) => [`#uicontrol float low${i} ${ANY}`, `#uicontrol float high${i} ${ANY}`]),
    '#uicontrol float gamma slider(min=0.01, max=100, default=1)',
    ...(rgb ? [] : ramps),
    `void main() { emitRGB(min(${sum}, vec3(1.0))); }`,
  ].join('\n');
}

/** The values of the controls of {@link imageShader}. */
export function imageControls({ channels, gamma }: ImageState): Record<string, number> {
  const ranges = channels.flatMap(({ contrastLimits: [low, high] }: ChannelState, i) => [
    [`low${i}`, low],
    [`high${i}`, high],
  ]);
  return Object.fromEntries([...ranges, ['gamma', gamma]]);
}

/** Straight lines between the stops. */
function rampFunction(name: string, colormap: string): string {
  const stops = stopsOf(colormap).map(glslColor);
  const last = stops.length - 1;
  return [
    `vec3 ${name}(float value) {`,
    `  const vec3 stops[${stops.length}] = vec3[](${stops.join(', ')});`,
    `  float at = value * ${last}.0;`,
    `  int below = min(int(at), ${last - 1});`,
    '  return mix(stops[below], stops[below + 1], at - float(below));',
    '}',
  ].join('\n');
}

/**
 * For labels: the colour of `labelColor` in src/viewers/colors.ts, in whole numbers of 32 bits. A label times the
 * 64-bit golden ratio gives the turn of the hue, in its bits 40 to 63; 0 is not drawn.
 */
export function labelsShader({ colors, volume }: LabelsState): string {
  const raw = 'toRaw(getDataValue())';
  const parts =
    volume.type === 'uint64'
      ? 'uint low = getDataValue().value[0]; uint high = getDataValue().value[1];'
      : volume.type.startsWith('u')
        ? `uint low = ${raw}; uint high = 0u;`
        : // As a label of 64 bits: the sign goes on.
          `uint low = uint(${raw}); uint high = ${raw} < 0 ? 0xffffffffu : 0u;`;
  const chosen = colors.map(([label, color]) => {
    const bits = BigInt(label);
    const [low, high] = [bits & 0xffffffffn, (bits >> 32n) & 0xffffffffn];
    return `  if (low == ${low}u && high == ${high}u) { emitRGB(${glslColor(color)}); return; }`;
  });
  return [
    'uvec2 product(uint a, uint b) {',
    '  uint al = a & 0xffffu; uint ah = a >> 16; uint bl = b & 0xffffu; uint bh = b >> 16;',
    '  uint ll = al * bl; uint lh = al * bh; uint hl = ah * bl;',
    '  uint middle = (ll >> 16) + (lh & 0xffffu) + (hl & 0xffffu);',
    '  return uvec2((ll & 0xffffu) | (middle << 16), ah * bh + (lh >> 16) + (hl >> 16) + (middle >> 16));',
    '}',
    'void main() {',
    `  ${parts}`,
    '  if (low == 0u && high == 0u) { emitTransparent(); return; }',
    ...chosen,
    '  uvec2 lowProduct = product(low, 0x7f4a7c15u);',
    '  uint upper = lowProduct.y + low * 0x9e3779b9u + high * 0x7f4a7c15u;',
    '  uint turn = (upper >> 8) * 6u;',
    '  uint sector = turn >> 24;',
    '  uint most = 255u - 40u * ((low % 3u + high % 3u) % 3u);',
    '  uint least = most / 4u;',
    '  uint ramp = ((most - least) * (turn & 0xffffffu)) >> 24;',
    '  uint up = least + ramp; uint down = most - ramp;',
    '  uvec3 rgb = sector == 0u ? uvec3(most, up, least) : sector == 1u ? uvec3(down, most, least)',
    '    : sector == 2u ? uvec3(least, most, up) : sector == 3u ? uvec3(least, down, most)',
    '    : sector == 4u ? uvec3(up, least, most) : uvec3(most, least, down);',
    '  emitRGB(vec3(rgb) / 255.0);',
    '}',
  ].join('\n');
}

/** For points: a disc of one size on the screen, each in its colour. */
export const POINTS_SHADER = [
  '#uicontrol float size slider(min=1, max=100, default=9)',
  '#uicontrol float opacity slider(min=0, max=1, default=1)',
  'void main() {',
  '  setColor(vec4(prop_color(), opacity));',
  '  setPointMarkerSize(size);',
  '  setPointMarkerBorderWidth(0.0);',
  '}',
].join('\n');

function glslColor(hex: string): string {
  const rgb = Number.parseInt(hex.slice(1), 16);
  const part = (shift: number) => (((rgb >> shift) & 255) / 255).toFixed(6);
  return `vec3(${part(16)}, ${part(8)}, ${part(0)})`;
}
