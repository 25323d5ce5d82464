/**
 * Writing and reading the properties of points without compiling code from text, which the page's content security
 * policy forbids; the library does that. build.mjs puts this in its place.
 */

interface Spec {
  readonly type: string;
}

interface Place {
  readonly group: number;
  readonly offset: number;
}

/** As the library calls it: properties of one annotation among `count` of its kind, from byte `offset` on. */
type Access = (
  view: DataView,
  offset: number,
  index: number,
  count: number,
  littleEndian: boolean,
  properties: number[],
) => void;

export function writeProperties(
  specs: readonly Spec[],
  places: readonly Place[],
  groupBytes: readonly number[],
): Access {
  return (view, offset, index, count, littleEndian, properties) => {
    specs.forEach(({ type }, i) => {
      put(
        view,
        type,
        byteOf(places[i] as Place, groupBytes, offset, index, count),
        properties[i] as number,
        littleEndian,
      );
    });
  };
}

export function readProperties(
  specs: readonly Spec[],
  places: readonly Place[],
  groupBytes: readonly number[],
): Access {
  return (view, offset, index, count, littleEndian, properties) => {
    specs.forEach(({ type }, i) => {
      properties[i] = get(view, type, byteOf(places[i] as Place, groupBytes, offset, index, count), littleEndian);
    });
  };
}

/** Groups follow each other, each with all annotations. */
function byteOf(place: Place, groupBytes: readonly number[], offset: number, index: number, count: number): number {
  let start = offset;
  for (let group = 0; group < place.group; group++) start += (groupBytes[group] as number) * count;
  return start + (groupBytes[place.group] as number) * index + place.offset;
}

function put(view: DataView, type: string, at: number, value: number, littleEndian: boolean): void {
  switch (type) {
    case 'rgb':
      view.setUint16(at, value & 0xffff, true);
      view.setUint8(at + 2, value >>> 16);
      return;
    case 'rgba':
      view.setUint32(at, value, true);
      return;
    case 'float32':
      view.setFloat32(at, value, littleEndian);
      return;
    default:
      throw new Error(`points have no properties of type ${type} here`);
  }
}

function get(view: DataView, type: string, at: number, littleEndian: boolean): number {
  switch (type) {
    case 'rgb':
      return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
    case 'rgba':
      return view.getUint32(at, true);
    case 'float32':
      return view.getFloat32(at, littleEndian);
    default:
      throw new Error(`points have no properties of type ${type} here`);
  }
}
