/** Pages of rows one after the other, each read from the last row of the one before, until one is empty. */
export async function* inPages<Row>(
  pageAfter: (after: Row | null) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  for (let after: Row | null = null; ; ) {
    const page: readonly Row[] = await pageAfter(after);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = last;
  }
}
