import { expect, test } from "vitest";
import { whileComing } from "./while-coming.ts";

test("hands on what comes, and has its turn before each item and before the end", async () => {
  let turns = 0;
  const items = (async function* () {
    yield* [1, 2];
  })();

  const turn = async () => {
    turns += 1;
  };

  const seen = await Array.fromAsync(whileComing(items, turn));

  expect(seen).toEqual([1, 2]);
  expect(turns).toBe(3);
});

test("tells what failed meanwhile at once, though the sender pauses for ever", async () => {
  const items = (async function* () {
    yield 1;
    await new Promise(() => undefined);
  })();
  const failing = whileComing(items, async () => {
    if (turns++ > 0) throw new Error("the disk is full");
  });
  let turns = 0;

  await expect(Array.fromAsync(failing)).rejects.toThrow("the disk is full");
});

test("ends what it takes items from when whoever takes its own stops", async () => {
  let ended = false;
  const items = (async function* () {
    try {
      yield* [1, 2];
    } finally {
      ended = true;
    }
  })();

  for await (const _ of whileComing(items, async () => undefined)) break;

  expect(ended).toBe(true);
});
