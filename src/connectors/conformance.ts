import assert from "node:assert/strict";
import { Refused } from "../errors.ts";
import type { Connector, ObjectToRead } from "./connector.ts";

/** A living system with an object of known content, made for the suite by each connector. */
export interface Rig {
  readonly connector: Connector;
  readonly object: ObjectToRead;
  close(): Promise<void>;
}

/** Makes an object of two columns, `id` and `name`, that holds these records. */
export type MakeRig = (records: ReadonlyMap<string, string>) => Promise<Rig>;

/** What every connector holds to, whatever it connects to. */
export const claims: Readonly<Record<string, (makeRig: MakeRig) => Promise<void>>> = {
  "a snapshot gives every record once, and then says that it is complete": (makeRig) =>
    within(makeRig, 25, async ({ connector, object }, records) => {
      const snapshot = connector.snapshot(object);

      const seen: [unknown, unknown][] = [];
      for await (const { rows, refused } of snapshot.batches) {
        assert.equal(refused.length, 0);
        for (const { fields } of rows) seen.push([fields.get("id"), fields.get("name")]);
      }

      assert.deepEqual(seen.sort(), [...records].sort());
      assert.equal(snapshot.complete(), true);
    }),

  "a snapshot that was broken off never says that it is complete": (makeRig) =>
    within(makeRig, 25, async ({ connector, object }) => {
      const snapshot = connector.snapshot(object);
      assert.equal(snapshot.complete(), false);

      for await (const _ of snapshot.batches) break;

      assert.equal(snapshot.complete(), false);
    }),

  "an empty object is complete, and not refused": (makeRig) =>
    within(makeRig, 0, async ({ connector, object }) => {
      const snapshot = connector.snapshot(object);

      for await (const { rows } of snapshot.batches) assert.equal(rows.length, 0);

      assert.equal(snapshot.complete(), true);
    }),

  "an object that is not there is refused, and not taken for empty": (makeRig) =>
    within(makeRig, 1, async ({ connector, object }) => {
      const snapshot = connector.snapshot({ ...object, name: `no-${object.name}` });

      await assert.rejects(async () => {
        for await (const _ of snapshot.batches);
      }, Refused);
      assert.equal(snapshot.complete(), false);
    }),

  "discovery names the object and its columns": (makeRig) =>
    within(makeRig, 2, async ({ connector, object }) => {
      const found = (await connector.discover()).find(({ name }) => name === object.name);

      assert.deepEqual(
        found?.columns?.map(({ name }) => name),
        ["id", "name"],
      );
    }),

  "what is missing is declared in words, and what is declared is missing": (makeRig) =>
    within(makeRig, 1, async ({ connector }) => {
      for (const member of ["follow", "read", "write"] as const) {
        assert.equal(connector[member] === null, (connector.limits[member] ?? "") !== "", member);
      }
    }),
};

async function within(
  makeRig: MakeRig,
  count: number,
  check: (rig: Rig, records: ReadonlyMap<string, string>) => Promise<void>,
): Promise<void> {
  const records = new Map(Array.from({ length: count }, (_, i) => [`k${i}`, `Name, "quoted" ${i} é`]));
  const rig = await makeRig(records);
  try {
    await check(rig, records);
  } finally {
    await rig.close();
  }
}
