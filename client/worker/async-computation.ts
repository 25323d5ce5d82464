/** The worker for long computations, of the library's own. */
import 'neuroglancer/unstable/async_computation.bundle.js';
