import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Hub } from "../../src/app/hub.ts";
import { load } from "../../src/app/load/load.ts";
import { loadCrosswalk } from "../../src/app/load/load-crosswalk.ts";
import { divergenceGroups } from "../../src/app/read/divergences.ts";
import { seesAll } from "../../src/app/read/viewer.ts";
import type { Started } from "../../src/app/start/start-from-files.ts";
import { readFileRows } from "../../src/connectors/file/file.ts";
import { startModelFrom } from "../../src/main.ts";
import { expectSound } from "../helpers/expect-sound.ts";
import { plainly } from "../helpers/plainly.ts";
import { countOf, testHub } from "../helpers/test-hub.ts";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "bailiwick-start-"));
});
afterEach(() => rm(dir, { recursive: true }));

/** What two systems of a small company export, as badly as they do: see the comments beside the columns. */
async function messyFiles(): Promise<readonly string[]> {
  const first = ["Anna", "Björn", "Carla", "Dieter", "Gül", "Jörg", "Lars"];
  const towns = ["Berlin", "München", "Hamburg", "Köln", "Dresden"];
  const crm = ["Kunden-Nr;Name;E-Mail;Ort;Umsatz;angelegt;leer"];
  const erp = ["customer_no|name|mail|city|revenue|created"];
  const orders: string[] = [];
  for (let i = 0; i < 240; i++) {
    const key = String(100 + i).padStart(6, "0"); // Leading zeros.
    const name = `${first[i % 7]} ${first[(i * 3) % 7]}son${i}`;
    const mail = `${i}@firm.example`;
    const town = towns[(i * i + i) % 5] ?? "";
    const day = `${String(1 + (i % 28)).padStart(2, "0")}`;
    crm.push(`${key};${name};${mail};"${town}";${i},50;${day}.11.2025;`); // Decimal comma, days with dots.
    if (i % 6 === 0) continue;
    const cut = i % 4 === 0 ? town.slice(0, 5) : town; // A target that cuts.
    erp.push(`${key}|${name}|${i % 5 === 0 ? mail.toUpperCase() : mail}|${cut}|${i}.50|2025-11-${day}`);
    orders.push(
      JSON.stringify({
        id: i,
        customer_no: key,
        customer_mail: i % 30 === 1 ? "x@y.de" : mail,
        total: i / 4,
      }),
    );
  }
  crm.push(crm[3] ?? "", "000101;Somebody else;e@f.de;Bonn;1,00;01.01.2020;"); // A row twice, and a key twice.
  erp.push("|without a key|a@b.de|Bonn|1.00|2020-01-01");
  const paths = ["crm_kunden.csv", "erp_customers.csv", "shop_orders.jsonl"].map((name) => join(dir, name));
  const texts = [`\uFEFF${crm.join("\r\n")}\r\n`, `${erp.join("\n")}\n`, orders.join("\n")];
  for (const [i, path] of paths.entries()) await writeFile(path, texts[i] ?? "");
  return paths;
}

const start = (paths: readonly string[]): Promise<Started> =>
  startModelFrom(
    paths.map((path) => ({ path, name: basename(path) })),
    { entity: null, tell: () => {} },
  );

/** Puts the guessed model in force and loads the very files into it. */
async function loadForGood(hub: Hub, { draft, files }: Started): Promise<void> {
  const rowsOf = (file: number) => {
    const { path = "", format = null, delimiter = null } = files[file] ?? {};
    const declared = format === null ? null : { format, delimiter };
    return readFileRows(path, declared, { batchRows: 100, spoolFolder: tmpdir() });
  };
  for (const { name, file, format } of draft.entities.flatMap(({ sources }) => sources))
    await load(hub, {
      source: name,
      rows: () => rowsOf(file),
      format: format ?? "json",
      actor: "test",
      ...plainly,
    });
  for (const { file, left, right } of draft.crosswalks)
    await loadCrosswalk(hub, { left, right, rows: rowsOf(file), format: "csv", actor: "test", file: null });
}

async function countedFor(hub: Hub): Promise<Record<string, number>> {
  const groups = await divergenceGroups(hub, seesAll, {});
  return summed(
    groups.map(({ type, attribute, source, count }) => [`${type}.${attribute} ${source}`, count]),
  );
}

const told = ({ report }: Started): Record<string, number> =>
  summed(
    report.groups.map(({ type, attribute, source, count }) => [`${type}.${attribute} ${source}`, count]),
  );

function summed(counts: readonly (readonly [string, number])[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [name, count] of counts) sums[name] = (sums[name] ?? 0) + count;
  return Object.fromEntries(Object.entries(sums).toSorted());
}

test("what the first report of messy files says is what their loads find", async () => {
  const started = await start(await messyFiles());
  const made = await testHub(Object.fromEntries(started.modelFiles.map(({ path, text }) => [path, text])));

  await loadForGood(made.hub, started);

  expect(told(started)).toEqual({
    "kunden.e_mail erp": 40,
    "kunden.ort erp": 40,
    "order.customer_mail shop": 8,
  });
  expect(await countedFor(made.hub)).toEqual(told(started));
  expect(started.report.types.map(({ type, entities }) => [type, entities])).toEqual([
    ["kunden", 240],
    ["order", 200],
  ]);
  await expectSound(made);
});

/** What two systems call one thing, and who of both has it. */
const spellings = {
  "as it is": (key: string) => key,
  "in small letters": (key: string) => key.toLowerCase(),
  "with a point for its dash": (key: string) => key.replace("-", "."),
  "with spaces around it": (key: string) => `  ${key} `,
  "at times in small letters": (key: string) => (key.endsWith("7") ? key.toLowerCase() : key),
} as const;

test.each(
  Object.entries(spellings).flatMap(([how, spell]) =>
    (["its key", "a column beside its key"] as const).map((where) => ({ how, where, spell })),
  ),
)(
  "records announced as the same are so once they are loaded: the number written $how, in $where",
  async ({ where, spell }) => {
    const devices = Array.from({ length: 150 }, (_, i) => `SN-${9_000 + i}`);
    const mdm = [
      "serial,model,bought",
      ...devices.map((sn, i) => `${sn},Model ${i % 9},2024-0${1 + (i % 9)}-11`),
    ];
    const held = devices.filter((_, i) => i % 3 > 0);
    const own = where === "its key" ? "" : "asset;";
    const desk = [
      `${own}serial_no;model`,
      ...held.map((sn, i) => `${own === "" ? "" : `T-${i};`}${spell(sn)};Model ${i % 9}`),
    ];
    const paths = [join(dir, "mdm_devices.csv"), join(dir, "helpdesk_devices.csv")];
    for (const [i, lines] of [mdm, desk].entries()) await writeFile(paths[i] ?? "", `${lines.join("\n")}\n`);
    const started = await start(paths);
    const [{ presence = [] } = {}] = started.report.types;
    const announced = presence.find(({ sources }) => sources.length === 2)?.entities;
    const made = await testHub(Object.fromEntries(started.modelFiles.map(({ path, text }) => [path, text])));

    await loadForGood(made.hub, started);

    expect(announced).toBe(held.length);
    expect(started.draft.entities[0]?.notes.join()).toContain(`${held.length} pairs of rows were compared`);
    expect(await joinedEntities(made.hub)).toBe(announced);
  },
);

test("several columns that number the rows of both files are their key, and what things are called is not", async () => {
  const rows = Array.from({ length: 120 }, (_, i) => ({
    store_id: `S${i % 6}`,
    item_no: Math.floor(i / 6),
    i,
  }));
  const title = (i: number) => `Book ${i} of the ${i % 7} seas`;
  const catalog = rows.map(({ i, ...key }) => ({ ...key, title: title(i), active: i % 3 === 0 }));
  const till = rows.map(({ i, store_id, item_no }) => {
    const called = i % 10 === 0 ? title(i).toUpperCase() : title(i);
    return `${store_id},${item_no},${called},${i % 3 === 0 ? "yes" : "no"}`;
  });
  const paths = [join(dir, "catalog.json"), join(dir, "till_items.csv")];
  await writeFile(paths[0] ?? "", JSON.stringify(catalog));
  await writeFile(paths[1] ?? "", `store_id,item_no,title,active\n${till.join("\n")}\n`);

  const { draft, report } = await start(paths);

  const [entity] = draft.entities;
  expect(entity?.sources.map(({ key }) => key)).toEqual([
    ["item_no", "store_id"],
    ["item_no", "store_id"],
  ]);
  expect(entity?.matchOn.map(({ keys }) => keys)).toEqual([["item_no", "store_id"]]);
  expect(entity?.attributes.find(({ name }) => name === "active")).toMatchObject({
    type: "boolean",
    copies: [expect.any(String)],
  });
  expect(report.types).toMatchObject([{ entities: 120 }]);
  expect(report.groups.map(({ attribute, pattern, count }) => [attribute, pattern, count])).toEqual([
    ["title", "case", 12],
  ]);
});

/** Entities of which two systems have a record. */
async function joinedEntities(hub: Hub): Promise<number> {
  const rows = await hub.database.reader.many(
    "select entity_id from bailiwick.record where not former group by entity_id having count(distinct source) = 2 order by 1",
  );
  return rows.length;
}

/** Two real libraries; not part of the repository. */
const publications = process.env.BAILIWICK_PUBLICATIONS ?? resolve("../shared/data/publications");

test
  .skipIf(!existsSync(publications))
  .each([{ files: ["acm.csv", "dblp.csv"] }, { files: ["acm.csv", "dblp.csv", "crosswalk.csv"] }])(
  "what is told at once of two real libraries, $files, is what their loads find",
  async (of) => {
    const started = await start(of.files.map((name) => join(publications, name)));
    const made = await testHub(Object.fromEntries(started.modelFiles.map(({ path, text }) => [path, text])));

    await loadForGood(made.hub, started);

    expect(started.report.types).toMatchObject([
      { entities: await countOf(made.hub, "entity", "merged_into is null") },
    ]);
    expect(await countedFor(made.hub)).toEqual(told(started));
  },
);
