import { createSecretKey } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { entityId, type FactKey, logIndex, recordId } from "../../core/ids.ts";
import { compileMapping } from "../../core/mapping/mapping.ts";
import type { Observation } from "../../core/mapping/observation.ts";
import { readModel } from "../../core/model/read-model.ts";
import { MasterKey } from "../../sealing/master-key.ts";
import type { StoredRecord } from "../../store/state.ts";
import { mappingSeed } from "../change/mapping-seed.ts";
import { RecordDigests } from "./compare-digest.ts";

const text = `systems: { crm: { kind: record } }
entity: thing
sources:
  - { name: crm, system: crm, key: id, link: { crm: other }, valid: { from: begins, order: seq },
      fields: { name: name, size: size, mail: mail } }
attributes:
  name: { type: text, standardise: [trim, collapse-spaces], authority: crm }
  size: { type: integer, authority: crm }
  mail: { type: email, authority: crm }
`;
const files = [{ path: "thing.yaml", text }];
const later = [{ path: "thing.yaml", text: text.replace("name: name", "name: title") }];
const keys = {
  log: 1,
  master: new MasterKey(Buffer.alloc(32, 7)),
  lookup: createSecretKey(Buffer.alloc(32, 3)),
};
const row = (applied: number, these: typeof files) => ({ hash: "", files: these, applied, appliedAt: "" });
const { model } = readModel(files);
const source = model?.sources.get("crm");
if (model === null || source === undefined) throw new Error("The model of the test is faulty.");
const mapping = compileMapping(model, source, { seed: mappingSeed(keys, source) });

const word = fc.oneof(
  fc.constantFrom("", " a ", "a  b", "7", "07", "x@y.z", "X"),
  fc.string({ maxLength: 4 }),
);
const rows = fc.dictionary(fc.constantFrom("name", "size", "mail", "other", "seq"), word, {
  noNullPrototype: true,
});

/** The row of a record after an observation: what is held back keeps what stood before. */
function stored({ claims, held, raw, links, valid, order, key, digest }: Observation): StoredRecord {
  const position = { incarnation: 1, kind: "file", at: "" } as const;
  const claim = (value: string | null) => ({ value, since: logIndex(1), position, ownWrite: false });
  const all = new Map([...claims].map(([fact, value]) => [fact, claim(value)] as const));
  for (const { fact } of held) all.set(fact, claim("stood before"));
  return {
    ...{ id: recordId("r"), entity: entityId("e"), source: "crm", key, valid, order, position, life: 0 },
    ...{ created: logIndex(1), lastIndex: logIndex(1), former: false, deleted: false, linkedBy: "new" },
    claims: all,
    raw: raw.size === 0 ? null : Object.fromEntries(raw),
    held: held.length === 0 ? null : Object.fromEntries(held.map(({ fact, refusal }) => [fact, refusal])),
    links: links.size === 0 ? null : Object.fromEntries(links),
    digest: Buffer.from(digest, "base64url"),
  };
}

const observed = rows.map((fields) => {
  const seen = mapping.observe({
    fields: new Map(Object.entries({ ...fields, id: "1", begins: "2026-01-01" })),
  });
  return "refused" in seen ? null : stored(seen);
});

it("what a record says has its digest, also under a model that others followed, and no other words have", () => {
  let heldBack = 0;
  fc.assert(
    fc.property(observed, (record) => {
      fc.pre(record !== null);
      if (record.held !== null) heldBack += 1;
      const digests = new RecordDigests(keys, [row(1, files), row(2, later)]);
      const others: Partial<StoredRecord>[] = [
        { key: "2" },
        { raw: { ...record.raw, name: `${record.raw?.name ?? ""}!` } },
        { held: { ...record.held, size: { code: "x", message: "x" } } },
        { links: { ...record.links, crm: `${record.links?.crm ?? ""}!` } },
        { order: `${record.order ?? ""}1` },
        { valid: { from: "2026-01-02", to: null } },
        { claims: new Map([...record.claims, ["new" as FactKey, { ...one(record), value: "x" }]]) },
      ];

      expect(digests.fits(record)).toBe(true);
      for (const other of others) expect(digests.fits({ ...record, ...other })).toBe(false);
    }),
  );
  expect(heldBack).toBeGreaterThan(5);
});

it("what was read under another key, or a mapping that no model had, does not fit", () => {
  const [record] = fc.sample(
    observed.filter((one) => one !== null),
    { numRuns: 1, seed: 1 },
  );
  if (record === undefined || record === null) throw new Error("A row is read.");
  const other = { ...keys, lookup: createSecretKey(Buffer.alloc(32, 4)) };

  expect(new RecordDigests(keys, [row(1, files)]).fits(record)).toBe(true);
  expect(new RecordDigests(other, [row(1, files)]).fits(record)).toBe(false);
  expect(new RecordDigests(keys, [row(1, later)]).fits(record)).toBe(false);
});

const one = (record: StoredRecord) => ({
  ...{ since: record.created, position: record.position, ownWrite: false },
});
