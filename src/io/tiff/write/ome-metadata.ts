/** OME-XML, schema 2016-06: what the planes are. */
import { ArgumentError, DTypeError } from '../../../errors.js';
import type { DType } from '../../../volume/index.js';

const NAMESPACE = 'http://www.openmicroscopy.org/Schemas/OME/2016-06';

/** The schema's names of element types. */
const OME_TYPES: Readonly<Record<string, string>> = {
  uint8: 'uint8',
  int8: 'int8',
  uint16: 'uint16',
  int16: 'int16',
  uint32: 'uint32',
  int32: 'int32',
  float32: 'float',
  float64: 'double',
  complex64: 'complex',
  complex128: 'double-complex',
};

/** The schema's units of length, each with other names that people give it. */
const OME_UNITS: Readonly<Record<string, readonly string[]>> = {
  µm: ['um', '\u03bcm', 'micron', 'microns', 'micrometer', 'micrometre'],
  nm: ['nanometer', 'nanometre'],
  mm: ['millimeter', 'millimetre'],
  cm: ['centimeter', 'centimetre'],
  m: ['meter', 'metre'],
  pm: [],
  Å: ['angstrom', '\u212b'],
  in: ['inch'],
  pixel: ['pixels'],
};

/** What the XML is made of. */
export interface OmeImage {
  readonly name: string;
  readonly dtype: DType;
  /** Letters of the leading axes, slowest first. */
  readonly lead: string;
  readonly leadShape: readonly number[];
  readonly height: number;
  readonly width: number;
  readonly samples: number;
  readonly littleEndian: boolean;
  readonly voxelSize: readonly [number, number, number] | undefined;
  readonly unit: string;
}

/** The document, in ASCII. @throws DTypeError for a type that OME lacks, ArgumentError for such a unit. */
export function omeXml(image: OmeImage): string {
  const { lead, leadShape, samples } = image;
  const extent = (axis: string): number => (lead.includes(axis) ? (leadShape[lead.indexOf(axis)] as number) : 1);
  const channels = extent('C');
  const fastestFirst = [...lead].reverse().join('');
  const order = `XY${fastestFirst}${[...'ZCT'].filter((axis) => !lead.includes(axis)).join('')}`;
  const pixels = {
    ID: 'Pixels:0',
    DimensionOrder: order,
    Type: omeType(image.dtype),
    SizeX: image.width,
    SizeY: image.height,
    SizeZ: extent('Z'),
    SizeC: channels * samples,
    SizeT: extent('T'),
    BigEndian: !image.littleEndian,
    Interleaved: samples > 1,
    ...physicalSize(image),
  };
  const channel = (i: number) => element('Channel', { ID: `Channel:0:${i}`, SamplesPerPixel: samples }, '');
  const planes = leadShape.reduce((a, b) => a * b, 1);
  const body = [
    ...Array.from({ length: channels }, (_, i) => channel(i)),
    element('TiffData', { IFD: 0, PlaneCount: planes }, ''),
  ].join('');
  const root = {
    xmlns: NAMESPACE,
    'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
    'xsi:schemaLocation': `${NAMESPACE} ${NAMESPACE}/ome.xsd`,
    Creator: 'imglib2-node',
  };
  const content = element('Image', { ID: 'Image:0', Name: image.name }, element('Pixels', pixels, body));
  return `<?xml version="1.0" encoding="UTF-8"?>${element('OME', root, content)}`;
}

function omeType(dtype: DType): string {
  const type = OME_TYPES[dtype];
  if (type !== undefined) return type;
  throw new DTypeError(
    `writeTiff: OME-TIFF has no ${dtype}, only ${Object.keys(OME_TYPES).join(', ')}; leave 'ome' out or convert it`,
  );
}

function physicalSize({ voxelSize, unit }: OmeImage): Record<string, string | number> {
  if (voxelSize === undefined) return {};
  const name = Object.keys(OME_UNITS).find((known) => known === unit || OME_UNITS[known]?.includes(unit.toLowerCase()));
  if (name === undefined) {
    throw new ArgumentError(
      `writeTiff: unit ${JSON.stringify(unit)} is none of OME's that are written: ${Object.keys(OME_UNITS).join(', ')}`,
    );
  }
  const [z, y, x] = voxelSize;
  return {
    PhysicalSizeX: x,
    PhysicalSizeXUnit: name,
    PhysicalSizeY: y,
    PhysicalSizeYUnit: name,
    PhysicalSizeZ: z,
    PhysicalSizeZUnit: name,
  };
}

function element(name: string, attributes: Record<string, string | number | boolean>, content: string): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`);
  const head = `${name}${pairs.join('')}`;
  return content === '' ? `<${head}/>` : `<${head}>${content}</${name}>`;
}

/** TIFF's text is ASCII: other characters become references; those that XML cannot have are left out. */
function escapeXml(text: string): string {
  return [...text.replace(/[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')]
    .map((c) => (/[<>&"]|[^ -~]/u.test(c) ? `&#${c.codePointAt(0)};` : c))
    .join('');
}
