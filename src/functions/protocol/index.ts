/** How functions find the library that computes them; docs/array-protocol.md has it for who implements it. */
export { dispatch } from './dispatch.js';
export { type RegisteredType, type Registration, register } from './register.js';
export {
  ARRAY_FUNCTION,
  type ArrayFunction,
  type ArrayFunctionHandler,
  type ArrayType,
  NOT_IMPLEMENTED,
  type TakesPart,
} from './symbols.js';
