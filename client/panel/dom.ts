/** Elements of the panel. */

type Child = HTMLElement | string;

/** An element with properties and children. @example element('button', { textContent: 'xy', onclick: show }) */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  Object.assign(made, properties);
  made.append(...children);
  return made;
}

/** A line of the panel: what it is, and what sets it. */
export function row(name: string, ...controls: HTMLElement[]): HTMLElement {
  return element('label', { className: 'row' }, element('span', { textContent: name }), ...controls);
}

/** A slider that says its value; `set` shows another one unless a person holds it. */
export interface Slider {
  readonly line: HTMLElement;
  set(value: number): void;
}

/** Where a slider goes, and what it does. */
export interface SliderOptions {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  change(value: number): void;
}

export function slider(name: string, { min, max, step, change }: SliderOptions): Slider {
  const shown = element('output');
  const say = (value: number) => {
    shown.textContent = String(Number(value.toPrecision(4)));
  };
  const input = element('input', { type: 'range', min: String(min), max: String(max), step: String(step) });
  input.name = name;
  input.oninput = () => {
    say(input.valueAsNumber);
    change(input.valueAsNumber);
  };
  return {
    line: row(name, input, shown),
    set(value) {
      if (!input.matches(':active')) input.valueAsNumber = value;
      say(value);
    },
  };
}

/** A list to choose from. */
export function choice(values: readonly string[], change: (value: string) => void): HTMLSelectElement {
  const options = values.map((value) => element('option', { value, textContent: value }));
  const select = element('select', {}, ...options);
  select.onchange = () => change(select.value);
  return select;
}
