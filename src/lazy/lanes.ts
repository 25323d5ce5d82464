/**
 * Does something for each item, `limit` of them at a time. After a failure or an abort no other is begun; the promise is
 * rejected when those under way have ended, so that what they use may be freed.
 *
 * @param fail is called with the first failure at once, to stop those under way.
 */
export async function inLanes<T>(
  items: readonly T[],
  limit: number,
  signal: AbortSignal,
  use: (item: T, lane: number) => Promise<void>,
  fail: (error: unknown) => void,
): Promise<void> {
  let next = 0;
  let failure: { error: unknown } | undefined;
  const lane = async (number: number): Promise<void> => {
    while (next < items.length && failure === undefined && !signal.aborted) {
      const item = items[next++] as T;
      try {
        await use(item, number);
      } catch (error) {
        if (failure !== undefined) return;
        // What was only stopped by an abort gives the abort's reason.
        failure = { error: signal.aborted ? signal.reason : error };
        fail(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, (_, number) => lane(number)));
  if (failure !== undefined) throw failure.error;
  signal.throwIfAborted();
}
