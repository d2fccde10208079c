import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import type { Hub } from "../../src/app/hub.ts";
import { loadCrosswalk } from "../../src/app/load/load-crosswalk.ts";
import { expectSound } from "../helpers/expect-sound.ts";
import { countOf, loadText, rowsAsWritten, rowsOf, testHub } from "../helpers/test-hub.ts";

/** What two real libraries say of the same papers; not part of the repository. */
const data = process.env.BAILIWICK_PUBLICATIONS ?? resolve("../shared/data/publications");
const modelFolder = resolve("test/publications/model");

if (!existsSync(data)) {
  console.warn(`The story of the publications is skipped: there is no ${data}.`);
}

test.skipIf(!existsSync(data))(
  "two libraries disagree about the same papers exactly as often as their files do",
  async () => {
    const made = await testHub(await modelFiles());
    const { hub } = made;

    await load(hub, "dblp");
    await load(hub, "acm");
    const apart = await countOf(hub, "entity", "merged_into is null");
    await crosswalk(hub);
    const joined = await countOf(hub, "entity", "merged_into is null");

    expect(apart).toBe(4_910);
    expect(joined).toBe(2_686);
    expect(await openByAttribute(hub)).toEqual({
      authors: 1_601,
      title: 1_318,
      venue: 2_224,
      year: 5,
    });
    expect(
      await countOf(hub, "divergence", "closed is null and attribute = 'venue' and cause = 'missing'"),
    ).toBe(5);
    expect(
      await countOf(hub, "divergence", "closed is null and attribute = 'year' and cause = 'missing'"),
    ).toBe(5);
    expect(await divergencesOfOneLibraryAlone(hub)).toBe(0);
    await expectSound(made);

    const before = await rowsAsWritten(hub, ["run", "cursor", "log_commit"]);
    await load(hub, "dblp");
    await load(hub, "acm");
    await crosswalk(hub);
    expect(await rowsAsWritten(hub, ["run", "cursor", "log_commit"])).toEqual(before);
  },
);

async function modelFiles(): Promise<Record<string, string>> {
  const files = ["systems.yaml", "publication.yaml"];
  const texts = await Promise.all(files.map((name) => readFile(join(modelFolder, name), "utf8")));
  return Object.fromEntries(files.map((name, i) => [name, texts[i] ?? ""]));
}

async function load(hub: Hub, source: string): Promise<void> {
  const bytes = await readFile(join(data, `${source}.csv`));
  const { account } = await loadText(hub, source, bytes, { delimiter: "%" });
  expect(account.quarantined).toBe(0);
}

async function crosswalk(hub: Hub): Promise<void> {
  const bytes = await readFile(join(data, "crosswalk.csv"));
  const rows = rowsOf(bytes, "csv", { delimiter: "%" });
  await loadCrosswalk(hub, { left: "dblp", right: "acm", rows, format: "csv", actor: "test", file: null });
}

async function openByAttribute(hub: Hub): Promise<Record<string, number>> {
  const rows = await hub.database.reader.many<{ attribute: string; count: string }>(
    "select attribute, count(*) from bailiwick.divergence where closed is null group by attribute order by attribute",
  );
  return Object.fromEntries(rows.map((row) => [row.attribute, Number(row.count)]));
}

async function divergencesOfOneLibraryAlone(hub: Hub): Promise<number> {
  const row = await hub.database.reader.one<{ count: string }>(
    `select count(*) from bailiwick.divergence d where d.closed is null
       and (select count(distinct source) from bailiwick.record r where r.entity_id = d.entity_id) = 1`,
  );
  return Number(row?.count);
}
