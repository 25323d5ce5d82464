// Slices that are read when they are needed: their sum, then a window that reads only what it shows.
import { fromTiffStack, sum, view } from 'imglib2-node';

const vol = await fromTiffStack('examples/data/mni152/t1'); // one header is read, no pixel
console.log(vol.describe());
const image = await sum(vol, { axis: 0 }).compute({ onProgress: true });
console.log(`sum over z: ${image}, ${image.get(116, 98)} in the middle`);
const viewer = await view(vol, { contrastLimits: [0, 200] });
await viewer.addLabels(await fromTiffStack('examples/data/mni152/labels'));
await viewer.closed;
