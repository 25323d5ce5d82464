/**
 * Runs `task(0)` ... `task(count - 1)`, `limit` of them at a time. After one fails no other is begun; the promise is
 * rejected only when those under way have ended, so that what they use may be freed: with the error of the first task in
 * order that failed, whichever was quicker.
 */
export async function inParallel(
  count: number,
  limit: number,
  task: (index: number) => Promise<void> | void,
): Promise<void> {
  let next = 0;
  const failures: { index: number; error: unknown }[] = [];
  const lane = async (): Promise<void> => {
    while (next < count && failures.length === 0) {
      const index = next++;
      try {
        await task(index);
      } catch (error) {
        failures.push({ index, error });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, count) }, lane));
  const [first] = failures.sort((a, b) => a.index - b.index);
  if (first !== undefined) throw first.error;
}
