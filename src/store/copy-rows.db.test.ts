import { expect, test } from "vitest";
import { testDatabase } from "../../test/helpers/database.ts";
import { CopyRows, copyInto } from "./copy-rows.ts";

const into = copyInto({
  table: "copied",
  columns: ["i8", "i4", "i2", "b", "id", "t", "j", "jb", "bytes", "at"],
});

async function withTable() {
  const made = await testDatabase();
  await made.database.transact((tx) =>
    tx.run(`create table bailiwick.copied (i8 bigint primary key, i4 integer, i2 smallint, b boolean, id uuid, t text, j json, jb jsonb,
                                           bytes bytea, at timestamptz)`),
  );
  return made;
}

function rowsOf(values: readonly { readonly i8: number; readonly t: string | null }[]): CopyRows {
  const rows = new CopyRows(into, { rows: values.length, bytesPerRow: 10 });
  for (const { i8, t } of values) {
    rows.row();
    rows.int8(i8);
    rows.int4(-7);
    rows.int2(7);
    rows.bool(true);
    rows.uuid(t === null ? null : "0193a5c0-7e1f-8001-9abc-0123456789ef");
    rows.text(t);
    rows.text(t === null ? null : JSON.stringify(t));
    rows.jsonb(t === null ? null : JSON.stringify([t]));
    rows.bytes(Buffer.from(t ?? ""));
    rows.moment("2026-11-21T05:49:19.123456Z");
  }
  return rows;
}

const readSql = `select i8, i4, i2, b, id, t, j, jb, bytes, to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.US') as at
                 from bailiwick.copied order by i8`;

const readBack = ({ i8, t }: { readonly i8: number; readonly t: string | null }) => ({
  i8: String(i8),
  i4: -7,
  i2: 7,
  b: true,
  id: t === null ? null : "0193a5c0-7e1f-8001-9abc-0123456789ef",
  t,
  j: t,
  jb: t === null ? null : [t],
  bytes: Buffer.from(t ?? ""),
  at: "2026-11-21T05:49:19.123456",
});

test("what is copied is read back as it was, however long and in whatever script", async () => {
  const { database } = await withTable();
  const texts = ["", "plain", "Zoë 東京 𝒳 \u0001 \\ \t \n", null, "ä".repeat(200_000)];
  const some = texts.map((t, at) => ({ i8: at + 1, t }));
  const many = Array.from({ length: 3_000 }, (_, at) => ({ i8: 2 ** 52 + at, t: `row ${at}` }));
  const all = [{ i8: -(2 ** 40), t: "below zero" }, ...some, ...many];

  await database.transact((tx) => tx.copy(rowsOf(all)));

  expect(await database.reader.many(readSql)).toEqual(all.map(readBack));
});

test("where a row is there already the transaction fails, with all that was sent behind, and the connection serves on", async () => {
  const { database } = await withTable();
  const first = [{ i8: 1, t: "first" }];
  await database.transact((tx) => tx.copy(rowsOf(first)));
  const many = Array.from({ length: 3_000 }, (_, at) => ({ i8: at, t: "x".repeat(100) }));

  const failed = database.transact(async (tx) => {
    const sent = [tx.copy(rowsOf(many)), tx.copy(rowsOf([{ i8: -1, t: null }])), tx.run("select 1")];
    const settled = await Promise.allSettled(sent);
    expect(settled.map((one) => one.status)).toEqual(["rejected", "rejected", "rejected"]);
    return Promise.all(sent);
  });

  await expect(failed).rejects.toMatchObject({ code: "23505" });
  const last = [{ i8: 2, t: "last" }];
  await database.transact((tx) => tx.copy(rowsOf(last)));
  expect(await database.reader.many(readSql)).toEqual([...first, ...last].map(readBack));
});

test("nothing to copy asks the server nothing", async () => {
  const { database } = await withTable();

  await database.transact((tx) => tx.copy(rowsOf([])));

  expect(await database.reader.many(readSql)).toEqual([]);
});
