/** Code that waits only where it has to: in a worker thread that reads and decodes by itself, each wait costs time. */

/** `use(value)`, as soon as there is a value. */
export function after<A, B>(value: A | Promise<A>, use: (value: A) => B | Promise<B>): B | Promise<B> {
  return value instanceof Promise ? value.then(use) : use(value);
}

/** Calls `use` with one item after another; the next one when `use` is done with that before. */
export function inTurn<T>(items: Iterator<T>, use: (item: T) => void | Promise<void>): void | Promise<void> {
  for (let next = items.next(); next.done !== true; next = items.next()) {
    const waiting = use(next.value);
    if (waiting !== undefined) return waiting.then(() => inTurn(items, use));
  }
}
