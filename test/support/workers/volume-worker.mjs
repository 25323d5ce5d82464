// A worker for the tests: attaches to a volume and does with it what its messages say.
import { parentPort } from 'node:worker_threads';
import { toImgLib2, Volume } from 'imglib2-node';

let volume;
const actions = {
  attach: ({ token }) => {
    volume = Volume.attach(token);
    return { shape: [...volume.shape], sum: volume.data.reduce((a, b) => a + Number(b), 0) };
  },
  write: ({ value, index, invalidate }) => {
    volume.set(value, ...index);
    if (invalidate) volume.invalidate({ start: index, shape: index.map(() => 1) });
  },
  storm: ({ count }) => {
    for (let i = 0; i < count; i++) volume.pick(0, i % volume.shape[0]).invalidate();
  },
  shareWithJava: () => ({ id: toImgLib2(volume).id }),
  allocate: ({ token }) => {
    volume = token ? Volume.attach(token) : volume;
    return { address: volume.block.address };
  },
  close: () => volume.close(),
};

parentPort.on('message', ({ action, ...rest }) => {
  try {
    parentPort.postMessage({ ok: actions[action](rest) });
  } catch (error) {
    parentPort.postMessage({ failed: error.name, message: error.message });
  }
});
