import { describe, expect, it } from 'vitest';
import { decodeLzw } from '../../src/io/tiff/codecs/lzw.js';
import { decodePackBits } from '../../src/io/tiff/codecs/packbits.js';

/** LZW codes of 9 bits, high bit first. */
function codes(...values: number[]): Uint8Array {
  const bits = values.map((value) => value.toString(2).padStart(9, '0')).join('');
  const bytes = bits.match(/.{1,8}/g) ?? [];
  return Uint8Array.from(bytes, (byte) => Number.parseInt(byte.padEnd(8, '0'), 2));
}

type Decode = (input: Uint8Array, output: Uint8Array) => void;

function decoded(decode: Decode, input: Uint8Array, size: number): number[] {
  const output = new Uint8Array(size);
  decode(input, output);
  return [...output];
}

// The example of TIFF 6.0, section 13.
const EXAMPLE = codes(256, 7, 258, 8, 8, 258, 6, 6, 257);
const EXAMPLE_BYTES = [7, 7, 7, 8, 8, 7, 7, 6, 6];

describe('LZW', () => {
  it('decodes the example of the specification', () => {
    expect(decoded(decodeLzw, EXAMPLE, 9)).toEqual(EXAMPLE_BYTES);
  });

  it('decodes a stream that does not begin with a clear code or has no end code', () => {
    expect(decoded(decodeLzw, codes(7, 258, 8, 8, 258, 6, 6), 9)).toEqual(EXAMPLE_BYTES);
  });

  it.each([
    ['ends early', EXAMPLE, 12, /ends after 9 of 12/],
    ['is cut off', EXAMPLE.subarray(0, 4), 9, /ends after \d of 9/],
    ['gives too much within a string', EXAMPLE, 6, /more than the 6/],
    ['goes on after the last byte', codes(256, ...new Array<number>(20).fill(1)), 3, /more than the 3/],
    ['uses a code that is not there yet', codes(256, 7, 300), 9, /code 300/],
    ['uses a string after a clear', codes(256, 258), 9, /code 258/],
  ])('refuses data that %s', (_, input, size, message) => {
    expect(() => decoded(decodeLzw, input, size)).toThrow(message);
  });
});

describe('PackBits', () => {
  // The example of TIFF 6.0, section 9.
  const example = Uint8Array.of(
    0xfe,
    0xaa,
    0x02,
    0x80,
    0x00,
    0x2a,
    0xfd,
    0xaa,
    0x03,
    0x80,
    0x00,
    0x2a,
    0x22,
    0xf7,
    0xaa,
  );
  const bytes = [
    0xaa,
    0xaa,
    0xaa,
    0x80,
    0x00,
    0x2a,
    0xaa,
    0xaa,
    0xaa,
    0xaa,
    0x80,
    0x00,
    0x2a,
    0x22,
    ...new Array<number>(10).fill(0xaa),
  ];

  it('decodes the example of the specification, also with padding', () => {
    expect(decoded(decodePackBits, example, 24)).toEqual(bytes);
    expect(decoded(decodePackBits, Uint8Array.of(128, ...example, 128), 24)).toEqual(bytes);
  });

  it.each([
    ['ends early', example, 25, /ends after 24 of 25/],
    ['ends within a literal', example.subarray(0, 4), 24, /ends within a run/],
    ['ends within a run', example.subarray(0, 1), 24, /ends within a run/],
    ['gives too much within a run', example, 20, /more than the 20/],
    ['goes on after the last byte', example, 3, /more than the 3/],
  ])('refuses data that %s', (_, input, size, message) => {
    expect(() => decoded(decodePackBits, input, size)).toThrow(message);
  });
});
