/** The way to the server: what it says comes as events, what this page has to say goes as requests. */
import type {
  ChangeNotice,
  ClickReport,
  Hello,
  PointsData,
  StateChanges,
  ViewerState,
} from '../src/viewers/browser/protocol.js';

/** The folder of all addresses. */
export const BASE = new URL('.', window.location.href).href;

/** What the page does with what it hears. */
export interface Listeners {
  hello(hello: Hello): void;
  state(state: ViewerState): void;
  changed(notice: ChangeNotice): void;
  /** The server is gone, or the way to it. */
  lost(): void;
  /** The viewer was closed by the program. */
  closed(): void;
}

/** Opens the stream of events; the browser opens it again by itself when it breaks. */
export function listen(client: string, listeners: Listeners): void {
  const events = new EventSource(new URL(`events?client=${client}`, BASE));
  const on = (name: string, use: (data: any) => void) =>
    events.addEventListener(name, (event) => use(JSON.parse((event as MessageEvent<string>).data)));
  on('hello', (hello: Hello) => listeners.hello(hello));
  on('state', (state: ViewerState) => listeners.state(state));
  on('changed', (notice: ChangeNotice) => listeners.changed(notice));
  on('closed', () => {
    events.close();
    listeners.closed();
  });
  events.addEventListener('error', () => listeners.lost());
}

export async function sendChanges(changes: StateChanges): Promise<void> {
  await post('state', changes);
}

export async function sendClick(click: ClickReport): Promise<void> {
  await post('click', click);
}

export async function getPoints(key: string): Promise<PointsData> {
  const response = await fetch(new URL(`points/${key}`, BASE));
  if (!response.ok) throw new Error(`the points could not be got: ${response.status}`);
  return (await response.json()) as PointsData;
}

async function post(path: string, body: unknown): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(new URL(path, BASE), { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) console.warn(`${path}: ${response.status} ${await response.text()}`);
}
