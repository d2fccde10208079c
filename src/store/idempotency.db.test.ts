import { expect, it } from "vitest";
import { testDatabase } from "../../test/helpers/database.ts";
import { forgetAnswers, idempotentAnswers, keepAnswers } from "./idempotency.ts";

const placed = { place: (index: number) => index, recordedAt: "", first: 1, next: 8 };

it("keeps an answer under the key of its actor for so many days, and forgets it after them", async () => {
  const { database } = await testDatabase();
  const requestHash = Buffer.from("asked");
  const answers = ["ana", "bo"].map((actor) => ({
    actor,
    key: "k",
    requestHash,
    answerOf: () => ({ actor }),
  }));
  await database.transact(async (tx) => {
    await Promise.all((await keepAnswers(1, answers)(tx, placed)) ?? []);
    await tx.run(
      "update bailiwick.idempotency set created_at = created_at - make_interval(days => 8) where actor = $1",
      ["bo"],
    );
  });
  const asked = answers.map(({ actor, key }) => ({ actor, key }));
  const before = await idempotentAnswers(database.reader, 1, asked);

  const gone = await database.transact((tx) => forgetAnswers(tx, 7));

  expect([...before.values()].map(({ answer }) => answer)).toEqual([{ actor: "ana" }, { actor: "bo" }]);
  expect(gone).toBe(1);
  expect([...(await idempotentAnswers(database.reader, 1, asked)).keys()]).toEqual(["ana k"]);
});
