/**
 * Items as they come. While the next one is waited for, `meanwhile` has its turn, and ends with it at the latest unless it
 * has something of its own to do.
 */
export async function* whileComing<Item>(
  items: AsyncIterable<Item>,
  meanwhile: (coming: Promise<unknown>) => Promise<void>,
): AsyncGenerator<Item> {
  const iterator = items[Symbol.asyncIterator]();
  let isComing = false;
  try {
    for (;;) {
      const coming = iterator.next();
      isComing = true;
      coming.catch(() => undefined);
      await meanwhile(coming);
      const next = await coming;
      isComing = false;
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    const ended = iterator.return?.();
    // One that waits for its sender would end only when that goes on.
    if (isComing) ended?.catch(() => undefined);
    else await ended;
  }
}
