/** Where kernels run: in the core addon, or in JavaScript where it lacks them. Both give the same bits. */
import { isError } from '../errors.js';
import { core, type KernelCalls } from '../native.js';
import { jsCalls } from './js/index.js';

let chosen: { readonly name: 'native' | 'js'; readonly calls: KernelCalls } | undefined;

/**
 * 'native' or 'js': which kernels this thread uses. The environment variable `IMGLIB2_NODE_KERNELS=js`, read when the
 * first kernel is called, chooses JavaScript's.
 */
export function kernelsInUse(): 'native' | 'js' {
  return choice().name;
}

/** What kernels are called through. */
export function calls(): KernelCalls {
  return choice().calls;
}

function choice(): NonNullable<typeof chosen> {
  chosen ??= choose();
  return chosen;
}

function choose(): NonNullable<typeof chosen> {
  const native = process.env.IMGLIB2_NODE_KERNELS === 'js' ? undefined : nativeCalls();
  return native === undefined ? { name: 'js', calls: jsCalls } : { name: 'native', calls: native };
}

function nativeCalls(): KernelCalls | undefined {
  try {
    return core().kernels;
  } catch (error) {
    // Without the addon no volume can be made, but typed arrays can still be decoded and added.
    if (isError(error, 'NativeError')) return undefined;
    throw error;
  }
}
