/** The worker that gets chunks: the library's own, with our source in it. Ours first: the last of the library's says that it is ready. */
import './volume-backend.js';
import 'neuroglancer/unstable/chunk_worker.bundle.js';
