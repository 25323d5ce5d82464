/** Contrast limits of one channel: a histogram with a slider for the value shown black and one for that shown white. */
import type { ChannelState, Histogram } from '../../src/viewers/browser/protocol.js';
import { element } from './dom.js';

const WIDTH = 246;
const HEIGHT = 56;

export class Contrast {
  readonly box: HTMLElement;
  readonly #canvas = element('canvas', { width: WIDTH, height: HEIGHT, className: 'histogram' });
  readonly #sliders: readonly [HTMLInputElement, HTMLInputElement];
  readonly #numbers: readonly [HTMLInputElement, HTMLInputElement];
  readonly #change: (limits: readonly [number, number]) => void;
  #histogram: Histogram | undefined;
  #limits: readonly [number, number] = [0, 1];

  constructor(change: (limits: readonly [number, number]) => void) {
    this.#change = change;
    const made = (type: string, name: string) => element('input', { type, name, step: 'any', title: name });
    this.#sliders = [made('range', 'black'), made('range', 'white')];
    this.#numbers = [made('number', 'black value'), made('number', 'white value')];
    [0, 1].forEach((end) => {
      const [slider, number] = [this.#sliders[end], this.#numbers[end]] as [HTMLInputElement, HTMLInputElement];
      slider.oninput = () => this.#moved(end, slider.valueAsNumber);
      number.onchange = () => this.#moved(end, number.valueAsNumber);
    });
    const numbers = element('div', { className: 'limits' }, ...this.#numbers);
    this.box = element('div', { className: 'contrast' }, this.#canvas, ...this.#sliders, numbers);
  }

  show({ contrastLimits }: ChannelState): void {
    this.#limits = contrastLimits;
    const [low, high] = this.#span();
    [0, 1].forEach((end) => {
      const [slider, number] = [this.#sliders[end], this.#numbers[end]] as [HTMLInputElement, HTMLInputElement];
      const value = contrastLimits[end] as number;
      if (!slider.matches(':active')) {
        [slider.min, slider.max] = [String(low), String(high)];
        slider.valueAsNumber = value;
      }
      if (document.activeElement !== number) number.value = String(Number(value.toPrecision(6)));
    });
    this.#draw();
  }

  showHistogram(histogram: Histogram): void {
    this.#histogram = histogram;
    this.show({ colormap: '', contrastLimits: this.#limits });
  }

  #moved(end: number, value: number): void {
    const [low, high] = this.#limits;
    const limits: [number, number] = end === 0 ? [value, high] : [low, value];
    if (!Number.isFinite(value) || limits[0] >= limits[1]) return;
    this.#limits = limits;
    this.#draw();
    this.#change(limits);
  }

  /** The values that the sliders reach. */
  #span(): [number, number] {
    const { low, high } = this.#histogram ?? { low: this.#limits[0], high: this.#limits[1] };
    return [Math.min(low, this.#limits[0]), Math.max(high, this.#limits[1])];
  }

  #draw(): void {
    const context = this.#canvas.getContext('2d') as CanvasRenderingContext2D;
    context.clearRect(0, 0, WIDTH, HEIGHT);
    const [low, high] = this.#span();
    const at = (value: number) => ((value - low) / (high - low)) * WIDTH;
    const { counts = [], low: from = 0, high: to = 1 } = this.#histogram ?? {};
    // The least and the most frequent differ by far: the logarithm shows both.
    const most = Math.log1p(Math.max(1, ...counts));
    context.fillStyle = '#7a8a9a';
    counts.forEach((count, i) => {
      const height = (Math.log1p(count) / most) * HEIGHT;
      const left = at(from + ((to - from) * i) / counts.length);
      const right = at(from + ((to - from) * (i + 1)) / counts.length);
      context.fillRect(left, HEIGHT - height, Math.max(1, right - left), height);
    });
    const [black, white] = this.#limits;
    context.strokeStyle = '#fff';
    context.beginPath();
    context.moveTo(at(black), HEIGHT);
    context.lineTo(at(white), 0);
    context.stroke();
  }
}
