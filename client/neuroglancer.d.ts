/** The library's types name modules by conditions that only its own build sets, so here they are what they are. */
declare module 'neuroglancer/unstable/*';
declare module '*.css';
