/** How a decoder can end, in the order of `DecodeStatus` in native/kernels/decode.h. */
export const STATUS = {
  done: 0,
  endsEarly: 1,
  tooMuch: 2,
  unknownCode: 3,
  oldStyle: 4,
  endsInRun: 5,
  noZlib: 6,
  dictionary: 7,
  badBlock: 8,
  badCodes: 9,
  badSymbol: 10,
  badDistance: 11,
  checksum: 12,
} as const;
