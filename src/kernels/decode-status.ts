/** How a decoder can end, in the order of `DecodeStatus` in native/kernels/decode.h. */
export const STATUS = { done: 0, endsEarly: 1, tooMuch: 2, unknownCode: 3, oldStyle: 4, endsInRun: 5 } as const;
