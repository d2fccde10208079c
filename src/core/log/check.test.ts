import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { bodyHash, encodeBody } from "./body.ts";
import { type Checked, checkFromStart, LogCheck, type LogCheckStart, type StoredEntry } from "./check.ts";
import type { EntryHeader } from "./entry.ts";
import { encodeHeader, leafHash } from "./header.ts";
import { appendLeaves, emptyFrontier } from "./tree.ts";

const model = createHash("sha256").update("model").digest("base64url");
const entityIds = ["a", "b", "c"].map((name) => Buffer.from(name.repeat(16)).toString("base64url"));

interface Made {
  readonly header: EntryHeader;
  readonly body: Uint8Array;
  readonly salt: Uint8Array;
}

/** A log in which entry i concerns `entities[i]` (3 is none). */
function makeLog(entities: readonly number[]): Made[] {
  const heads = new Map<string, { index: number; version: number }>();
  return entities.map((which, at) => {
    const entity = entityIds[which] ?? null;
    const head = entity === null ? undefined : heads.get(entity);
    const place = {
      index: at + 1,
      previous: head?.index ?? 0,
      version: entity === null ? 0 : (head?.version ?? 0) + 1,
      recordedAt: `2026-11-21T02:33:54.${String(Math.floor(at / 2)).padStart(6, "0")}Z`,
    };
    if (entity !== null) heads.set(entity, place);
    const body = encodeBody([{ op: "claim", fact: "name", after: `value ${at}` }]);
    const salt = Buffer.alloc(32, at);
    return {
      header: {
        format: 1,
        algorithm: "sha-256",
        log: 1,
        ...place,
        entity,
        kind: "claims",
        cause: "run:1",
        actor: "user:1",
        run: null,
        model,
        record: null,
        source: "crm",
        incarnation: 1,
        position: "file:1",
        body: bodyHash(salt, body),
      },
      body,
      salt,
    };
  });
}

const store = ({ header, body, salt }: Made): StoredEntry => ({ header: encodeHeader(header), body, salt });

function run(entries: readonly StoredEntry[], start: LogCheckStart = checkFromStart(1), heads = new Map()) {
  const check = new LogCheck({ start, heads, modelKnown: (hash) => hash === model });
  let last: Checked | null = null;
  for (const entry of entries) {
    last = check.next(entry);
    if (!last.ok) break;
  }
  return { last, reached: check.reached, heads };
}

function faultAfter(change: (log: Made[]) => StoredEntry[]): readonly [number, string] | null {
  const { last } = run(change(makeLog([0, 1, 0, 3, 1, 0])));
  return last === null || last.ok ? null : [last.fault.index, last.fault.code];
}

/** The log with entry `index` written otherwise, its own hash chain intact. */
const rewritten =
  (index: number, change: Partial<EntryHeader>) =>
  (log: Made[]): StoredEntry[] =>
    log.map((made) =>
      store(made.header.index === index ? { ...made, header: { ...made.header, ...change } } : made),
    );

const logs = fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 40 });

test("a log that was written by the rules holds, with or without its bodies, and gives its tree", () => {
  fc.assert(
    fc.property(logs, fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), (entities, destroyed) => {
      const stored = makeLog(entities)
        .map(store)
        .map((entry, at) => (destroyed[at] ? { ...entry, body: null, salt: null } : entry));

      const { last, reached } = run(stored);

      expect(last?.ok).toBe(true);
      expect(reached.frontier).toEqual(
        appendLeaves(
          emptyFrontier,
          stored.map(({ header }) => leafHash(header)),
        ),
      );
    }),
  );
});

test("a check in two parts comes to the same as one in one", () => {
  fc.assert(
    fc.property(logs, fc.nat(), (entities, cut) => {
      const stored = makeLog(entities).map(store);
      const at = cut % stored.length;

      const first = run(stored.slice(0, at));
      const second = run(stored.slice(at), first.reached, first.heads);

      expect(second.reached).toEqual(run(stored).reached);
    }),
  );
});

test("whichever entry is left out, the first place that is wrong is its own", () => {
  fc.assert(
    fc.property(logs, fc.nat(), (entities, which) => {
      const stored = makeLog([...entities, 3]).map(store);
      const at = which % (stored.length - 1);

      const { last } = run(stored.toSpliced(at, 1));

      expect(last).toMatchObject({ ok: false, fault: { index: at + 1, code: "index-gap" } });
    }),
  );
});

test("whichever byte of a stored body or salt is changed, that entry is named", () => {
  fc.assert(
    fc.property(logs, fc.nat(), fc.boolean(), fc.nat(), (entities, which, salt, place) => {
      const stored = makeLog(entities).map(store);
      const at = which % stored.length;
      const entry = stored[at];
      if (entry === undefined) return;
      const changed = Uint8Array.from((salt ? entry.salt : entry.body) ?? []);
      changed[place % changed.length] = (changed[place % changed.length] ?? 0) ^ 1;

      const { last } = run(stored.with(at, { ...entry, [salt ? "salt" : "body"]: changed }));

      expect(last).toMatchObject({ ok: false, fault: { index: at + 1, code: "body-mismatch" } });
    }),
  );
});

test.each([
  [
    "two entries changed places",
    (log: Made[]) => [0, 2, 1].flatMap((at) => log.slice(at, at + 1).map(store)),
    2,
    "index-gap",
  ],
  ["a log that begins late", (log: Made[]) => log.slice(1).map(store), 1, "index-gap"],
  ["an entry of another log", rewritten(3, { log: 2 }), 3, "log-mismatch"],
  [
    "an entry that is dated back",
    rewritten(4, { recordedAt: "2026-11-21T02:33:53.999999Z" }),
    4,
    "recorded-earlier",
  ],
  ["a version left out", rewritten(3, { version: 3 }), 3, "entity-chain-broken"],
  ["an entry tied to another entity's", rewritten(6, { previous: 5 }), 6, "entity-chain-broken"],
  [
    "an entry moved to another entity",
    rewritten(2, { entity: entityIds[0] ?? null }),
    2,
    "entity-chain-broken",
  ],
  ["an entry moved to no entity", rewritten(2, { entity: null, version: 0 }), 5, "entity-chain-broken"],
  [
    "a model that is not stored",
    rewritten(5, { model: createHash("sha256").digest("base64url") }),
    5,
    "model-unknown",
  ],
  [
    "a header with a blank",
    (log: Made[]) =>
      log
        .map(store)
        .map((entry, at) =>
          at === 3 ? { ...entry, header: Buffer.concat([entry.header, Buffer.from(" ")]) } : entry,
        ),
    4,
    "header-unreadable",
  ],
  [
    "a body without its salt",
    (log: Made[]) => log.map(store).map((entry, at) => (at === 1 ? { ...entry, salt: null } : entry)),
    2,
    "salt-or-body-missing",
  ],
  [
    "a salt without its body",
    (log: Made[]) => log.map(store).map((entry, at) => (at === 1 ? { ...entry, body: null } : entry)),
    2,
    "salt-or-body-missing",
  ],
  [
    "a hashed body that is no body",
    (log: Made[]) =>
      log.map((made) => {
        const body = Buffer.from("{}");
        return store(
          made.header.index === 2
            ? { ...made, body, header: { ...made.header, body: bodyHash(made.salt, body) } }
            : made,
        );
      }),
    2,
    "body-unreadable",
  ],
] as const)("%s is found where it is", (_, change, index, code) => {
  expect(faultAfter(change)).toEqual([index, code]);
});

test("the log that these changes start from holds", () => {
  expect(faultAfter((log) => log.map(store))).toBeNull();
});
