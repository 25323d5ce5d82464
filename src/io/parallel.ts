/**
 * Runs `task(0)` ... `task(count - 1)`, `limit` of them at a time. After one fails no other is begun; the promise is
 * rejected with its error only when those under way have ended, so that what they use may be freed.
 */
export async function inParallel(
  count: number,
  limit: number,
  task: (index: number) => Promise<void> | void,
): Promise<void> {
  let next = 0;
  let failure: { error: unknown } | undefined;
  const lane = async (): Promise<void> => {
    while (next < count && failure === undefined) {
      const index = next++;
      try {
        await task(index);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, count) }, lane));
  if (failure !== undefined) throw failure.error;
}
