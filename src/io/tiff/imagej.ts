/** The text that ImageJ writes into ImageDescription: lines of `key=value`. */

/** What it says, with ImageJ's own defaults. */
export interface ImageJStack {
  readonly images: number;
  readonly channels: number;
  readonly slices: number;
  readonly frames: number;
  /** Distance of slices, in `unit`. */
  readonly spacing: number;
  readonly unit?: string;
}

/** Parses a description that begins with `ImageJ=`. */
export function parseImageJ(description: string): ImageJStack {
  const values = new Map<string, string>();
  for (const line of description.split('\n')) {
    const at = line.indexOf('=');
    if (at > 0) values.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
  const count = (key: string): number => {
    const value = Number(values.get(key) ?? 1);
    return Number.isSafeInteger(value) && value > 0 ? value : 1;
  };
  const spacing = Math.abs(Number(values.get('spacing') ?? 1));
  const unit = unescapeText(values.get('unit') ?? '');
  return {
    images: count('images'),
    channels: count('channels'),
    slices: count('slices'),
    frames: count('frames'),
    spacing: Number.isFinite(spacing) && spacing > 0 ? spacing : 1,
    ...(unit === '' ? {} : { unit: unit === 'micron' || unit === 'um' ? 'µm' : unit }),
  };
}

/** ImageJ writes 'µm' as the characters \u00B5m. */
function unescapeText(text: string): string {
  return text.replace(/\\u([0-9a-fA-F]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
