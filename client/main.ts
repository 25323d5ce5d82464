/** The page of the browser viewer: Neuroglancer's drawing, with the layers and the view of the program that opened it. */
import 'neuroglancer/unstable/util/polyfills.js';
import 'neuroglancer/unstable/layer/enabled_frontend_modules.js';
import 'neuroglancer/unstable/datasource/enabled_frontend_modules.js';
import 'neuroglancer/unstable/kvstore/enabled_frontend_modules.js';
import { setDefaultInputEventBindings } from 'neuroglancer/unstable/ui/default_input_event_bindings.js';
import { makeDefaultViewer } from 'neuroglancer/unstable/ui/default_viewer.js';
import type { ChangeNotice, Hello, ViewerState, ViewState, VolumeInfo } from '../src/viewers/browser/protocol.js';
import { BASE, getPoints, listen } from './connection.js';
import { Layers } from './layers.js';
import { reportClicks } from './mouse.js';
import { Outbox } from './outbox.js';
import { Panel } from './panel/index.js';
import { exposeReadiness } from './ready.js';
import { View } from './view.js';
import { refreshVolume, registerVolumes } from './volume-source.js';
import './style.css';

/** A page that only takes pictures: no panel beside them, and it changes nothing. */
const passive = new URLSearchParams(window.location.search).has('picture');
document.body.classList.toggle('picture', passive);

const client = crypto.randomUUID();
const volumes = new Map<string, VolumeInfo>();
const versions = new Map<string, number>();

registerVolumes(BASE, (key) => volumes.get(key));
const viewer: any = makeDefaultViewer({
  showLayerDialog: false,
  resetStateWhenEmpty: false,
  showTopBar: false,
  showLayerPanel: false,
  showPanelBorders: !passive,
} as any);
setDefaultInputEventBindings(viewer.inputEventBindings);
viewer.crossSectionBackgroundColor.restoreState('#000000');
viewer.showAxisLines.value = !passive;

const outbox = new Outbox(client, passive);
const layers = new Layers(viewer, getPoints);
const view = new View(viewer, (changes) => outbox.view(changes));
const panel = passive
  ? undefined
  : new Panel(document.querySelector('#panel') as HTMLElement, viewer, layers, outbox, move);
const readiness = exposeReadiness(viewer, () => layers.isLoading);
if (!passive) reportClicks(viewer, layers);

listen(client, { hello, state, changed, lost, closed });

function hello({ state: first, versions: now }: Hello): void {
  notice('');
  state(first);
  // What changed while this page was away.
  for (const [key, version] of Object.entries(now)) {
    const missed = versions.has(key) && versions.get(key) !== version;
    versions.set(key, version);
    void shown(key, version, missed ? refreshAll(key) : Promise.resolve());
  }
}

function state(next: ViewerState): void {
  document.title = next.title;
  for (const layer of next.layers) {
    if (layer.kind === 'points') continue;
    volumes.set(layer.volume.key, layer.volume);
    if (!versions.has(layer.volume.key)) versions.set(layer.volume.key, 0);
  }
  layers.apply(next.layers);
  view.apply(next.view);
  panel?.show(next);
  readiness.heard(next.revision);
}

function changed({ key, version, boxes }: ChangeNotice): void {
  const before = versions.get(key);
  versions.set(key, version);
  const missed = before !== undefined && version !== before + 1;
  void shown(key, version, missed ? refreshAll(key) : refreshVolume(key, boxes));
}

/** Notes that a change is on the screen, once it is. */
async function shown(key: string, version: number, refreshed: Promise<void>): Promise<void> {
  await refreshed;
  readiness.shows(key, version);
}

async function refreshAll(key: string): Promise<void> {
  const extents = volumes.get(key)?.levels[0]?.shape;
  if (extents !== undefined) await refreshVolume(key, [{ start: extents.map(() => 0), end: extents }]);
}

/** A person chose a view in the panel. */
function move(changes: Partial<ViewState>): void {
  view.move(changes);
  outbox.view(changes);
}

function lost(): void {
  notice('The connection is lost; trying again ...');
}

function closed(): void {
  notice('The viewer was closed by its program.');
}

function notice(text: string): void {
  const element = document.querySelector('#notice') as HTMLElement;
  element.textContent = text;
  element.hidden = text === '';
}
