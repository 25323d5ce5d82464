import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's root folder: the clone, or the folder in node_modules. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** A path below the root. */
export const at = (...parts) => join(root, ...parts);

/** Stamps, logs and the lock; git ignores it and it may be deleted at any time. */
export const cache = at('.cache', 'setup');
