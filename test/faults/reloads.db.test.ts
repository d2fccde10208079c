import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { test } from "vitest";
import { mergeByHand, splitByHand } from "../../src/app/duplicates/decide-duplicate.ts";
import { followAll } from "../../src/app/follow.ts";
import type { Hub } from "../../src/app/hub.ts";
import { retryQuarantine } from "../../src/app/load/retry-quarantine.ts";
import { markLateNow } from "../../src/app/mark-late.ts";
import { openHub } from "../../src/app/open-hub.ts";
import { seesAll } from "../../src/app/read/viewer.ts";
import { readRows } from "../../src/connectors/file/read-rows.ts";
import { entityId } from "../../src/core/ids.ts";
import { Refused } from "../../src/errors.ts";
import { MasterKey } from "../../src/sealing/master-key.ts";
import { makeTestDatabase } from "../helpers/database.ts";
import { expectSound } from "../helpers/expect-sound.ts";
import { apply, crosswalkText, loadText } from "../helpers/test-hub.ts";
import { expectVerified } from "../helpers/verify.ts";

const runs = Number(process.env.BAILIWICK_RUNS ?? 20);

const systems = `systems:
  crm: { kind: record }
  cms: { kind: record }
`;
const campaign = (policy: string) => `entity: campaign
match-on: [ [code] ]
exists: { authority: crm, on-delete: retire }
sources:
  - { name: crm, system: crm, key: id, guard: { changed: 1, deleted: 1 }, fields: { code: code, name: name, ends: ends } }
  - { name: ops, system: cms, key: id, guard: { changed: 1, deleted: 1 }, link: { crm: crm_id }, fields: { code: code, name: name, ends: ends } }
attributes:
  code: { type: text, standardise: [trim, upper], authority: crm, fallback: [ops] }
  name: { type: text, authority: crm, copies: [ops], on-divergence: ${policy} }
  ends: { type: date, authority: ops, fallback: [crm], copies: [crm], on-divergence: ${policy} }
rules:
  - { name: named, scope: record, check: "name != 'BAD'", severity: error, dimension: conformity }
`;
const content = (severity: string) => `entity: content
sources:
  - { name: pages, system: cms, key: id, guard: { changed: 1, deleted: 1 }, fields: { campaign: { from: campaign, by: code }, parent: parent, label: label } }
  - { name: notes, system: crm, key: id, guard: { changed: 1, deleted: 1 }, link: { pages: page }, fields: { campaign: { from: campaign, as: crm }, label: label } }
attributes:
  campaign: { type: ref, to: campaign, authority: pages, copies: [notes] }
  parent: { type: ref, to: content, authority: pages }
  label: { copy-of: campaign.name, copies: [pages, notes] }
rules:
  - { name: fits, scope: entity, check: "campaign.name != 'X'", severity: ${severity}, dimension: consistency }
`;
const model = (at: number) => ({
  "systems.yaml": systems,
  "campaign.yaml": campaign(at % 2 === 0 ? "flag" : "overwrite"),
  "content.yaml": content(at < 2 ? "warning" : "error"),
});

const columns = {
  crm: ["code", "name", "ends"],
  ops: ["crm_id", "code", "name", "ends"],
  pages: ["campaign", "parent", "label"],
  notes: ["page", "campaign", "label"],
} as const;
type Source = keyof typeof columns;
const cells: Readonly<Record<string, readonly string[]>> = {
  code: ["A", "a ", "B", "C", ""],
  name: ["X", "Y", "Z", "BAD", ""],
  ends: ["2026-01-01", "2026-02-30", "2026-01-02", ""],
  crm_id: ["1", "2", ""],
  campaign: ["A", "B", "1", "2", ""],
  parent: ["1", "2", ""],
  label: ["X", "Y", ""],
  page: ["1", "2", ""],
};

type Step =
  | {
      readonly kind: "load";
      readonly source: Source;
      readonly day: number | null;
      readonly rows: readonly (readonly string[])[];
      /** Where the file breaks off, as a share of its length; 1 is whole. */
      readonly cut: number;
      readonly complete: boolean;
      readonly batchRows: number;
      readonly dryRun: boolean;
    }
  | { readonly kind: "again"; readonly respelt: boolean; readonly day: number | null }
  | { readonly kind: "split" | "follow" | "late" }
  | { readonly kind: "retry"; readonly at: number }
  | { readonly kind: "pair"; readonly rows: readonly (readonly [string, string])[] }
  | { readonly kind: "merge"; readonly left: number; readonly right: number }
  /** Another model, and perhaps what came last once more before it has been followed. */
  | { readonly kind: "model"; readonly at: number; readonly again: boolean };

/** What every history begins with, so that what follows meets something. */
const first: readonly Step[] = [
  loadOf("crm", [
    ["1", "A", "X", ""],
    ["2", "B", "Y", "2026-01-01"],
  ]),
  loadOf("pages", [
    ["1", "A", "", "Y"],
    ["2", "C", "1", ""],
  ]),
  loadOf("ops", [
    ["1", "", "A", "Y", "2026-01-01"],
    ["2", "2", "B", "Z", "2026-01-02"],
  ]),
];

function loadOf(source: Source, rows: readonly (readonly string[])[]): Step {
  return { kind: "load", source, rows, day: null, cut: 1, complete: false, batchRows: 500, dryRun: false };
}

const day = fc.option(fc.integer({ min: 1, max: 5 }), { nil: null });
const key = fc.constantFrom("1", "2", "3", "");
const load: fc.Arbitrary<Step> = fc.constantFrom<Source>("crm", "ops", "pages", "notes").chain((source) =>
  fc.record({
    kind: fc.constant("load" as const),
    source: fc.constant(source),
    day,
    rows: fc.array(
      fc.tuple(key, ...columns[source].map((name) => fc.constantFrom(...(cells[name] ?? [""])))),
      { minLength: 1, maxLength: 4 },
    ),
    cut: fc.constantFrom(1, 1, 0.9, 0.7, 0.5),
    complete: fc.boolean(),
    batchRows: fc.constantFrom(1, 2, 500),
    dryRun: fc.constantFrom(false, false, false, true),
  }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: load },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("again" as const),
      respelt: fc.boolean(),
      day,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom("split" as const, "follow" as const, "late" as const) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("retry" as const), at: fc.nat(3) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("pair" as const),
      rows: fc.array(fc.tuple(key, key), { minLength: 1, maxLength: 2 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("merge" as const), left: fc.nat(5), right: fc.nat(5) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("model" as const), at: fc.nat(3), again: fc.boolean() }),
  },
);

test("whatever files come, cut, again, out of order, and whatever is decided between them, every step leaves what verify is content with", {
  timeout: 60_000 + runs * 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), async (steps) => {
      const { database, drop } = await makeTestDatabase();
      try {
        const master = new MasterKey(randomBytes(32));
        const hub = await openHub({ database, master });
        await apply(hub, model(0));
        const played = new Played(hub);
        for (const one of [...first, ...steps]) {
          await played.play(one);
          await expectVerified(hub);
        }
        await followAll(hub);
        await expectSound({ hub, master });
      } finally {
        await drop();
      }
    }),
    { numRuns: runs },
  );
});

/** A hub, and what was done to it that may be done again or undone. */
class Played {
  readonly #hub: Hub;
  #last: Extract<Step, { kind: "load" }> | null = null;
  readonly #merged: string[] = [];

  constructor(hub: Hub) {
    this.#hub = hub;
  }

  async play(one: Step): Promise<void> {
    const hub = this.#hub;
    if (one.kind === "load") await this.#load(one);
    else if (one.kind === "again") await this.#again(one);
    else if (one.kind === "follow") await followAll(hub);
    else if (one.kind === "late") {
      await hub.database.transact((tx) =>
        tx.run("update bailiwick.divergence set due_at = clock_timestamp() where due_at is not null", []),
      );
      await markLateNow(hub);
    } else if (one.kind === "retry") await this.#retry(one.at);
    else if (one.kind === "pair") {
      const rows = one.rows.map(([left, right]) => `${left},${right}\n`).join("");
      await crosswalkText(hub, `left,right\n${rows}`, { left: "crm", right: "ops" });
    } else if (one.kind === "merge") await this.#merge(one.left, one.right);
    else if (one.kind === "model") {
      await apply(hub, model(one.at));
      if (one.again) await this.#again({ respelt: true, day: null });
    } else await this.#split();
  }

  async #again({ respelt: otherwise, day }: { readonly respelt: boolean; readonly day: number | null }) {
    const last = this.#last;
    if (last === null) return;
    const rows = otherwise ? last.rows.map((row) => row.map(respelt)) : last.rows;
    await this.#load({ ...last, rows, day, cut: 1, dryRun: false });
  }

  async #split(): Promise<void> {
    const merged = this.#merged.pop();
    if (merged === undefined) return;
    const person = { actor: "t", by: "ana", reason: "so it is" };
    await unlessRefused(splitByHand(this.#hub, { ...person, merged: entityId(merged) }));
  }

  async #load(one: Extract<Step, { kind: "load" }>): Promise<void> {
    this.#last = one;
    const { source, rows, cut, complete, batchRows, dryRun } = one;
    const lines = [["id", ...columns[source]], ...rows].map((cells) => `${cells.join(",")}\n`);
    const whole = lines.join("");
    const head = lines[0]?.length ?? 0;
    const text = whole.slice(0, head + Math.ceil((whole.length - head) * cut));
    const asOf = one.day === null ? null : `2026-01-0${one.day}T00:00:00.000000Z`;
    await loadText(this.#hub, source, text, { asOf, complete, batchRows, dryRun });
  }

  async #retry(at: number): Promise<void> {
    const waiting = await this.#hub.database.reader.many<{ id: string }>(
      "select quarantine_id as id from bailiwick.quarantine where state = 'open' order by quarantine_id",
    );
    const id = waiting[at]?.id;
    if (id === undefined) return;
    const mended =
      at % 2 === 0
        ? new Map([
            ["id", "1"],
            ["name", "Y"],
          ])
        : null;
    await unlessRefused(retryQuarantine(this.#hub, seesAll, { id, actor: "t", mended, readRows }));
  }

  async #merge(left: number, right: number): Promise<void> {
    const entities = await this.#hub.database.reader.many<{ id: string; type: string }>(
      "select entity_id as id, type from bailiwick.entity where merged_into is null order by entity_id",
    );
    const [one, other] = [entities[left], entities[right]];
    if (one === undefined || other === undefined || one.id === other.id || one.type !== other.type) return;
    const person = { actor: "t", by: "ana", reason: "so it is" };
    const ids = { left: entityId(one.id), right: entityId(other.id) };
    const survivor = await mergeByHand(this.#hub, { ...person, ...ids });
    this.#merged.push(survivor === one.id ? other.id : one.id);
  }
}

/** The same to whoever standardises it, or as empty of meaning as before: other bytes, the same claims. */
const respelt = (cell: string): string =>
  /^[A-C]$/.test(cell) ? ` ${cell.toLowerCase()}` : cell.replace("02-30", "02-31");

/** A refusal is an answer; it has to leave everything as it was. */
async function unlessRefused(doing: Promise<unknown>): Promise<void> {
  await doing.catch((error: unknown) => {
    if (!(error instanceof Refused)) throw error;
  });
}
