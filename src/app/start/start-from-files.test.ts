import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RowBatch } from "../../connectors/connector.ts";
import { readModel } from "../../core/model/read-model.ts";
import type { Raw } from "../../core/value/raw.ts";
import { type FileReading, type Started, startFromFiles } from "./start-from-files.ts";

type Row = Readonly<Record<string, Raw>>;

/** Files in memory, in batches of three rows. */
function reading(files: Readonly<Record<string, readonly Row[]>>): FileReading {
  return {
    format: async () => ({ format: "csv", delimiter: ";" }),
    async *rows(path): AsyncIterable<RowBatch> {
      const rows = files[path] ?? [];
      const columns = Object.keys(rows[0] ?? { id: "" });
      yield { columns, rows: [], refused: [], bytesRead: 0 };
      for (let at = 0; at < rows.length; at += 3) {
        const some = rows.slice(at, at + 3);
        yield {
          columns,
          rows: some.map((row, i) => ({
            line: at + i + 2,
            fields: new Map(Object.entries(row)),
            bytes: new Uint8Array(),
          })),
          refused: [],
          bytesRead: at,
        };
      }
    },
  };
}

function start(
  files: Readonly<Record<string, readonly Row[]>>,
  entity: string | null = null,
): Promise<Started> {
  const given = Object.keys(files).map((path) => ({ path, name: path }));
  return startFromFiles(reading(files), given, { entity, tell: () => {} });
}

const count = 120;
const numbers = Array.from({ length: count }, (_, i) => i);
const towns = ["Berlin", "Hamburg", "Bremen", "Dresden", "Essen"];
const firm = (i: number): string => `Firm ${(i * 7_919) % 1_000} of ${towns[(i * 3) % 5]}`;
const town = (i: number): string => towns[(i * i + 3 * i) % 5] ?? "";
const attribute = ({ draft }: Started, name: string, entity = 0) =>
  draft.entities[entity]?.attributes.find((one) => one.name === name);

describe("files of the same things", () => {
  const crm = numbers.map((i) => ({ account_no: `A-${i}`, name: firm(i), town: town(i), budget: `${i}.50` }));
  const erp = numbers
    .filter((i) => i % 4 > 0)
    .map((i) => ({
      no: `A-${i}`,
      title: i % 10 === 1 ? firm(i).toUpperCase() : firm(i),
      city: town(i),
      net: `${i},50`,
    }));

  test("are matched by the column that both hold, and compared where their values agree", async () => {
    const { draft, report } = await start({ "crm.csv": crm, "erp.csv": erp });
    const [entity] = draft.entities;

    expect(draft.entities).toHaveLength(1);
    expect(entity).toMatchObject({ name: "account", matchOn: [{ keys: ["account_no"] }] });
    expect(entity?.attributes.filter(({ copies }) => copies.length > 0).map(({ name }) => name)).toEqual([
      "account_no",
      "name",
      "town",
    ]);
    expect(report.types).toMatchObject([{ entities: 120, presence: [{ entities: 90 }, { entities: 30 }] }]);
    expect(report.groups).toMatchObject([{ attribute: "name", source: "erp", pattern: "case", count: 12 }]);
  });

  test("are not compared where they write the same in two ways, and the model says why", async () => {
    const started = await start({ "crm.csv": crm, "erp.csv": erp });

    expect(attribute(started, "budget")).toMatchObject({ type: "decimal", authority: "crm", copies: [] });
    expect(attribute(started, "net")).toMatchObject({ type: "text", authority: "erp", copies: [] });
    expect(attribute(started, "net")?.notes.join()).toContain("written in two ways");
    expect(started.modelFiles.map(({ text }) => text).join()).toContain("decimal comma");
  });

  test("are told from files that only count from one: running numbers match nothing", async () => {
    const left = numbers.map((i) => ({ id: String(i), name: firm(i) }));
    const right = numbers.map((i) => ({ id: String(i), colour: `c${(i * 31) % 17}` }));
    const { draft } = await start({ "things.csv": left, "paints.csv": right });

    expect(draft.entities.map(({ name, matchOn }) => [name, matchOn])).toEqual([
      ["thing", []],
      ["paint", []],
    ]);
  });

  test("are linked where one holds the other's key in a column of its own", async () => {
    const left = crm.map((row, i) => ({ ...row, erp_id: i % 3 === 0 ? null : `E${i}` }));
    const right = numbers.map((i) => ({ id: `E${i}`, name: firm(i), town: town(i) }));
    const { draft, report } = await start({ "crm.csv": left, "erp.csv": right });
    const sources = draft.entities[0]?.sources ?? [];

    expect(draft.entities[0]?.matchOn).toEqual([]);
    expect(sources.map(({ links }) => [...links])).toEqual([[["erp", "erp_id"]], []]);
    expect(report.types[0]?.presence).toContainEqual({ sources: ["crm", "erp"], entities: 80 });
  });

  test("are paired by a file that holds nothing but their keys", async () => {
    const left = numbers.map((i) => ({ id: String(i), name: firm(i), town: town(i) }));
    const right = numbers.map((i) => ({ id: String((i * 7) % 120), label: firm(i), place: town(i) }));
    const pairs = numbers.map((i) => ({ a: String(i), b: String((i * 7) % 120) }));
    const { draft, report } = await start({ "one.csv": left, "two.csv": right, "pairs.csv": pairs });

    expect(draft.crosswalks).toMatchObject([{ fileName: "pairs.csv", left: "one", right: "two" }]);
    expect(draft.entities).toHaveLength(1);
    expect(report).toMatchObject({ divergences: 0, types: [{ entities: 120 }] });
  });

  test("are matched by columns together where none of them does it alone", async () => {
    const person = (i: number) => ({
      first_name: `F${i % 11}`,
      last_name: `L${(i * 5) % 12}`,
      birth_date: `19${50 + ((i * 7) % 40)}-01-0${1 + (i % 9)}`,
    });
    const left = numbers.map((i) => ({ ...person(i), grade: String(i % 4) }));
    const right = numbers.map((i) => ({
      ...person(i),
      desk: `D${i % 30}`,
      grade: String((i + (i === 7 ? 1 : 0)) % 4),
    }));
    const { draft, report } = await start({ "hr.csv": left, "directory.csv": right });

    expect(draft.entities).toHaveLength(1);
    expect(draft.entities[0]?.matchOn[0]?.keys.length).toBeGreaterThan(1);
    expect(report.types[0]).toMatchObject({ entities: 120, disagreeing: 1 });
  });
});

test("a column that names rows of another file is a reference, and what it repeats of them a copy", async () => {
  const customers = numbers.map((i) => ({ customer_no: `K${i}`, name: firm(i), town: town(i) }));
  const orders = Array.from({ length: 300 }, (_, i) => ({
    id: String(i),
    customer: `K${(i * 13) % 120}`,
    customer_name: i % 50 === 0 ? "wrong" : firm((i * 13) % 120),
    total: `${i}.10`,
  }));
  const started = await start({ "customers.csv": customers, "orders.csv": orders });
  const order = started.draft.entities.findIndex(({ name }) => name === "order");

  expect(started.draft.entities.map(({ name }) => name)).toEqual(["customer", "order"]);
  expect(attribute(started, "customer", order)).toMatchObject({ type: "ref", to: "customer" });
  expect(attribute(started, "customer_name", order)).toMatchObject({
    copyOf: "customer.name",
    copies: ["orders"],
  });
  expect(started.report.groups).toMatchObject([{ type: "order", attribute: "customer_name", count: 6 }]);
});

test("personal values stand neither in the model nor in the report", async () => {
  const secret = (i: number) => `canary${i}`;
  const people = (more: (i: number) => Row) =>
    numbers.map((i) => ({
      employee_no: `N${i}`,
      first_name: `${secret(i)}F`,
      mail: `${secret(i)}@example.org`,
      phone: `+49 30 ${7_000_000 + i}`,
      birthday: `19${60 + (i % 30)}-02-03`,
      ...more(i),
    }));
  const started = await start({
    "hr.csv": people(() => ({})),
    "directory.csv": people((i) => ({
      mail: `${secret(i).toUpperCase()}@example.org`,
      phone: `+49 30 ${(i % 2 === 0 ? 8_000_000 : 7_000_000) + i}`,
    })),
  });
  const told = JSON.stringify([started.modelFiles, started.report, started.draft]);

  expect(started.report.divergences).toBe(180);
  expect(told.toLowerCase()).not.toContain("canary");
  expect(told).not.toMatch(/\+49|-02-03/);
  expect(started.draft.entities[0]?.attributes.map(({ personal }) => personal)).toEqual([
    null,
    "user.name",
    "user.contact.email",
    "user.contact.phone_number",
    "user.demographic.date_of_birth",
  ]);
});

test("files without rows are left out, and if all are so that is refused", async () => {
  const { leftOut, draft } = await start({ "crm.csv": [{ id: "1", name: "a" }], "erp.csv": [] });

  expect(leftOut).toEqual([{ name: "erp.csv", why: "has no rows" }]);
  expect(draft.entities).toHaveLength(1);
  await expect(start({ "erp.csv": [] })).rejects.toThrow("erp.csv has no rows");
});

test("the name that is given is that of the largest group", async () => {
  const rows = numbers.map((i) => ({ code: `C${i}`, name: firm(i) }));
  const { draft } = await start({ "a.csv": rows, "b.csv": rows }, "product");

  expect(draft.entities.map(({ name }) => name)).toEqual(["product"]);
});

test("three hundred columns make a model", async () => {
  const wide = numbers.map((i) =>
    Object.fromEntries(Array.from({ length: 300 }, (_, c) => [`Column ${c}`, `${i * c}`])),
  );
  const { draft } = await start({ "wide.csv": wide });

  expect(draft.entities[0]?.attributes.length).toBeGreaterThan(290);
});

describe("whatever stands in the files", () => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 8 }),
    fc.string({ unit: "binary", maxLength: 8 }),
    fc.constantFrom(
      "null",
      "true",
      "1",
      "01",
      "1,5",
      "a@b.de",
      "2026-01-01",
      "# x",
      "a: b",
      "\u2028",
      "- ",
      "%",
      "__proto__",
    ),
  );
  const name = fc.oneof(
    text,
    fc.constantFrom("id", "name", "email", "hub", "entity", "type", "authority", "Ort"),
  );
  const table = fc.uniqueArray(name, { minLength: 1, maxLength: 5 }).chain((names) =>
    fc.array(
      fc.tuple(...names.map(() => fc.option(text))).map((cells) => {
        const row: Record<string, Raw> = Object.create(null);
        for (const [i, each] of names.entries()) row[each] = cells[i] ?? null;
        return row;
      }),
      { minLength: 1, maxLength: 8 },
    ),
  );
  const fileName = fc
    .oneof(fc.constantFrom("crm.csv", "crm orders.csv", "1.csv", "Ä.csv", "hub.csv"), text)
    .filter((each) => each !== "" && !each.includes("\0"));

  test("the model that is written has no fault", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fileName, { minLength: 1, maxLength: 3 }),
        fc.array(table, { minLength: 3, maxLength: 3 }),
        async (files, tables) => {
          const given = Object.fromEntries(files.map((each, i) => [each, tables[i] ?? []]));
          const { modelFiles } = await start({ "sure.csv": [{ id: "1", name: "x" }], ...given });

          expect(readModel(modelFiles).faults.filter(({ severity }) => severity === "error")).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });
});
