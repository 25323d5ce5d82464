/** The TIFF tags that are read or written here, by their names in the TIFF 6 specification. */
export const TAG = {
  NewSubfileType: 254,
  ImageWidth: 256,
  ImageLength: 257,
  BitsPerSample: 258,
  Compression: 259,
  PhotometricInterpretation: 262,
  FillOrder: 266,
  ImageDescription: 270,
  StripOffsets: 273,
  SamplesPerPixel: 277,
  RowsPerStrip: 278,
  StripByteCounts: 279,
  XResolution: 282,
  YResolution: 283,
  PlanarConfiguration: 284,
  ResolutionUnit: 296,
  Software: 305,
  Predictor: 317,
  TileWidth: 322,
  TileLength: 323,
  TileOffsets: 324,
  TileByteCounts: 325,
  ExtraSamples: 338,
  SampleFormat: 339,
  MetaMorphStack: 33628,
  ImageJMetadataByteCounts: 50838,
  ImageJMetadata: 50839,
} as const;

const NAMES = new Map<number, string>(Object.entries(TAG).map(([name, tag]) => [tag, name]));

/** The name of a tag, for messages. */
export function tagName(tag: number): string {
  const name = NAMES.get(tag);
  return name === undefined ? `tag ${tag}` : `${name} (tag ${tag})`;
}

/** Bytes of one value of each field type of TIFF and BigTIFF; other types do not exist. */
export const FIELD_TYPE_SIZES: Readonly<Record<number, number>> = {
  1: 1, // BYTE
  2: 1, // ASCII
  3: 2, // SHORT
  4: 4, // LONG
  5: 8, // RATIONAL
  6: 1, // SBYTE
  7: 1, // UNDEFINED
  8: 2, // SSHORT
  9: 4, // SLONG
  10: 8, // SRATIONAL
  11: 4, // FLOAT
  12: 8, // DOUBLE
  13: 4, // IFD
  16: 8, // LONG8
  17: 8, // SLONG8
  18: 8, // IFD8
};

/** The names of the compressions, for messages and `info`. */
export const COMPRESSION_NAMES: Readonly<Record<number, string>> = {
  1: 'none',
  2: 'ccitt-rle',
  3: 'ccitt-g3',
  4: 'ccitt-g4',
  5: 'lzw',
  6: 'jpeg (old style)',
  7: 'jpeg',
  8: 'deflate',
  9: 'jbig (T.85)',
  10: 'jbig (T.43)',
  32766: 'next',
  32773: 'packbits',
  32809: 'thunderscan',
  32946: 'deflate',
  33003: 'jpeg 2000',
  33005: 'jpeg 2000',
  34661: 'jbig',
  34712: 'jpeg 2000',
  34887: 'lerc',
  34892: 'lossy jpeg',
  34925: 'lzma',
  34926: 'zstd (obsolete code)',
  34927: 'webp (obsolete code)',
  50000: 'zstd',
  50001: 'webp',
  50002: 'jpeg xl',
  52546: 'jpeg xl',
};

/** The names of the photometric interpretations. */
export const PHOTOMETRIC_NAMES: Readonly<Record<number, string>> = {
  0: 'minIsWhite',
  1: 'minIsBlack',
  2: 'rgb',
  3: 'palette',
  4: 'mask',
  5: 'separated',
  6: 'ycbcr',
  8: 'cielab',
  32803: 'cfa',
  34892: 'linearRaw',
};
