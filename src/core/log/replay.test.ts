import fc from "fast-check";
import { expect, test } from "vitest";
import type { BodyItem, EntryHeader } from "./entry.ts";
import { replayEntry } from "./replay.ts";
import { emptyReplay } from "./replay-state.ts";
import type { OpenSealed } from "./replayed.ts";
import { erased } from "./replayed.ts";

const id = (name: string) => Buffer.from(name.padEnd(16, ".")).toString("base64url");
const [ada, bob, first, second] = ["ada", "bob", "first", "second"].map(id) as [
  string,
  string,
  string,
  string,
];
const blob = { sealed: "A".repeat(43), slot: 0 };
const nothingSealed: OpenSealed = () => {
  throw new Error("Nothing is sealed here.");
};

function headerAt(index: number, about: Partial<EntryHeader> = {}): EntryHeader {
  return {
    format: 1,
    algorithm: "sha-256",
    log: 1,
    index,
    previous: index - 1,
    entity: ada,
    version: index,
    kind: "claims",
    cause: "run:1",
    actor: "user:1",
    run: null,
    model: "A".repeat(43),
    record: null,
    source: null,
    incarnation: 0,
    position: null,
    recordedAt: "2026-11-21T02:33:54.000000Z",
    body: "A".repeat(43),
    ...about,
  };
}

type Line = readonly [Partial<EntryHeader>, readonly BodyItem[] | null];

function replayed(lines: readonly Line[], open: OpenSealed = nothingSealed) {
  const replay = emptyReplay();
  for (const [at, [about, items]] of lines.entries()) {
    replayEntry(replay, headerAt(at + 1, about), items, open);
  }
  return { replay, entity: replay.entities.get(ada), record: replay.records.get(first) };
}

const crm = { record: first, source: "crm", incarnation: 1, position: "file:1" };
const born: Line = [
  crm,
  [
    { op: "create", detail: { type: "person" } },
    { op: "link", detail: { key: "17" } },
    { op: "claim", fact: "name", after: "Ada", basis: "authority" },
    { op: "claim", fact: "phone", after: null },
  ],
];

test("replaying the differences between states gives the last state, of claims and of golden facts", () => {
  const facts = fc.constantFrom("a", "b", "c");
  const claims = fc.dictionary(facts, fc.option(fc.constantFrom("x", "y")), { noNullPrototype: true });
  const states = fc.array(fc.record({ record: fc.constantFrom(first, second), claims, golden: claims }));
  fc.assert(
    fc.property(states, (steps) => {
      const held = new Map<string, Record<string, string | null>>([
        [first, {}],
        [second, {}],
      ]);
      let golden: Record<string, string | null> = {};
      const lines: Line[] = steps.map((step) => {
        const before = held.get(step.record) ?? {};
        const items: BodyItem[] = [];
        for (const fact of ["a", "b", "c"]) {
          const [claimed, believed] = [step.claims[fact], step.golden[fact]];
          if (claimed !== before[fact]) {
            items.push({ op: "claim", fact, ...(claimed === undefined ? {} : { after: claimed }) });
          }
          if (believed !== golden[fact]) {
            items.push(
              believed === undefined
                ? { op: "golden", fact }
                : { op: "golden", fact, after: believed, basis: "fallback", source: "ops", record: second },
            );
          }
        }
        held.set(step.record, step.claims);
        golden = step.golden;
        return [{ ...crm, record: step.record }, items];
      });

      const { replay, entity } = replayed(lines);

      for (const record of [first, second]) {
        const claimed = [...(replay.records.get(record)?.claims ?? [])].map(([fact, { value }]) => [
          fact,
          value,
        ]);
        expect(Object.fromEntries(claimed)).toEqual(held.get(record));
      }
      const believed = [...(entity?.facts ?? [])].map(([fact, { value }]) => [fact, value]);
      expect(Object.fromEntries(believed)).toEqual(golden);
      expect(entity?.version ?? 0).toBe(steps.length);
    }),
  );
});

test("a claim that became golden cites the record, source and entry of its header", () => {
  const { entity, record } = replayed([born]);

  expect(record).toMatchObject({ source: "crm", key: "17", entity: ada, created: 1, position: "file:1" });
  expect(record?.claims.get("phone")?.value).toBeNull();
  expect(entity?.type).toBe("person");
  expect(entity?.facts.get("name")).toEqual({
    value: "Ada",
    basis: "authority",
    source: "crm",
    record: first,
    since: 1,
    authority: "crm",
    handover: null,
  });
  expect(entity?.facts.has("phone")).toBe(false);
});

test("what a golden item says goes before what its header says, and basis none stands on nothing", () => {
  const { entity } = replayed([
    born,
    [
      { kind: "golden" },
      [
        {
          op: "golden",
          fact: "name",
          after: "Ada",
          basis: "carried",
          source: "crm",
          record: first,
          authority: "hr",
          since: 1,
          handover: { from: "crm", to: "hr" },
        },
        { op: "golden", fact: "phone", after: null, basis: "none" },
      ],
    ],
  ]);

  expect(entity?.facts.get("name")).toMatchObject({
    basis: "carried",
    since: 1,
    authority: "hr",
    handover: { from: "crm", to: "hr", index: 2 },
  });
  expect(entity?.facts.get("phone")).toMatchObject({
    basis: "none",
    source: null,
    record: null,
    authority: null,
  });
});

test("a record that moves belongs to one entity, in whichever order the two entries stand", () => {
  const unlink: Line = [{ kind: "link" }, [{ op: "unlink", record: first }]];
  const link: Line = [{ kind: "link", entity: bob }, [{ op: "link", record: first }]];
  for (const lines of [
    [born, unlink, link],
    [born, link, unlink],
  ]) {
    const { replay, record } = replayed(lines);

    expect(record?.entity).toBe(bob);
    expect([...(replay.entities.get(ada)?.records ?? [])]).toEqual([]);
    expect([...(replay.entities.get(bob)?.records ?? [])]).toEqual([first]);
    expect(record?.position).toBe("file:1");
  }
});

test("merging and unmerging leave both entities as they were", () => {
  const merged: Line[] = [
    [{ kind: "merge" }, [{ op: "alias", detail: { id: bob } }]],
    [{ kind: "merge", entity: bob }, [{ op: "merged", detail: { into: ada } }]],
  ];
  const unmerged: Line[] = [
    [{ kind: "unmerge" }, [{ op: "unalias", detail: { id: bob } }]],
    [{ kind: "unmerge", entity: bob }, [{ op: "unmerged" }]],
  ];

  const during = replayed([born, ...merged]).replay.entities;
  const after = replayed([born, ...merged, ...unmerged]).replay.entities;

  expect([[...(during.get(ada)?.aliases ?? [])], during.get(bob)?.into]).toEqual([[bob], ada]);
  expect([[...(after.get(ada)?.aliases ?? [])], after.get(bob)?.into]).toEqual([[], null]);
});

test("deleting and returning, retiring and reviving, are undone by each other", () => {
  const gone: Line = [crm, [{ op: "delete" }, { op: "retire" }]];
  const back: Line = [crm, [{ op: "return" }, { op: "revive" }]];

  const [during, after] = [replayed([born, gone]), replayed([born, gone, back])];

  expect([during.record?.deleted, during.entity?.state]).toEqual([true, "retired"]);
  expect([after.record?.deleted, after.entity?.state]).toEqual([false, "active"]);
  expect(after.record?.claims.get("name")?.value).toBe("Ada");
});

test("facts entered here are the hub's claims, and an override stands until its end", () => {
  const said = { by: "user:7", reason: "Misspelt at the source" };
  const detail = { ...said, day: "2026-12-24" };
  const hub: Line = [
    { kind: "hub", source: "hub" },
    [{ op: "claim", fact: "motto", after: "On", basis: "authority" }],
  ];
  const override: Line = [
    { kind: "override", source: "hub" },
    [
      { op: "override", fact: "name", after: "Ada L.", detail },
      { op: "golden", fact: "name", after: "Ada L.", basis: "override", authority: "crm" },
    ],
  ];
  const end: Line = [{ kind: "override", source: "hub" }, [{ op: "override-end", fact: "name" }]];

  const { entity } = replayed([born, hub, override]);

  expect(entity?.hub.get("motto")).toMatchObject({ value: "On", since: 2 });
  expect(entity?.facts.get("motto")).toMatchObject({ source: "hub", record: null });
  expect(entity?.overrides.get("name")).toEqual({ value: "Ada L.", since: 3, detail, ...said });
  expect(entity?.facts.get("name")).toMatchObject({ basis: "override", source: "hub", authority: "crm" });
  expect(replayed([born, hub, override, end]).entity?.overrides.size).toBe(0);
});

test("sealed values are opened, and those destroyed say so without disturbing the rest", () => {
  const sealedName: Line = [crm, [{ op: "claim", fact: "name", after: blob, basis: "authority" }]];

  const openedNow = replayed([born, sealedName], ({ slot }) => `opened ${slot}`);
  const destroyed = replayed([born, sealedName], () => erased);

  expect(openedNow.entity?.facts.get("name")?.value).toBe("opened 0");
  expect(destroyed.entity?.facts.get("name")?.value).toBe(erased);
  expect(destroyed.record?.claims.get("name")).toMatchObject({ value: erased, since: 2 });
  expect(destroyed.record?.claims.get("phone")?.value).toBeNull();
});

test("a destroyed body marks where its entity and record can no longer be told", () => {
  const { entity, record } = replayed([born, [crm, null], [crm, null]]);

  expect([entity?.bodyLost, record?.bodyLost, entity?.version]).toEqual([2, 2, 3]);
});
