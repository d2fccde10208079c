import type { RowBatch } from "../src/connectors/connector.ts";
import type { ModelFile } from "../src/core/model/model.ts";
import type { RawRow } from "../src/core/value/raw.ts";
import { type FirstLoad, rowsPerBatch } from "./first-load.ts";

/**
 * A company of three systems that know the same accounts, each by 8 attributes of which 2 are personal. One value in 50 is
 * written otherwise by a system that is not its authority. Everything follows from a seed.
 */
const fields = `fields: { code: code, name: name, email: email, phone: phone, city: city, segment: segment, budget: budget, since: since }`;

export const model: readonly ModelFile[] = [
  {
    path: "systems.yaml",
    text: `systems:
  crm: { kind: record }
  ops: { kind: engagement }
  erp: { kind: record }
`,
  },
  {
    path: "account.yaml",
    text: `entity: account
match-on: [ [code] ]
sources:
  - { name: crm, system: crm, key: id, ${fields} }
  - { name: ops, system: ops, key: id, ${fields} }
  - { name: erp, system: erp, key: id, ${fields} }
attributes:
  code:    { type: text, required: true, authority: crm, fallback: [ erp ] }
  name:    { type: text, authority: crm, copies: [ ops, erp ] }
  email:   { type: email, personal: user.contact.email, authority: crm, copies: [ ops, erp ] }
  phone:   { type: phone, personal: user.contact.phone, authority: ops, copies: [ crm, erp ] }
  city:    { type: text, authority: erp, copies: [ crm, ops ] }
  segment: { type: text, authority: crm, copies: [ ops, erp ] }
  budget:  { type: decimal, authority: erp, copies: [ crm, ops ] }
  since:   { type: date, authority: crm, copies: [ ops, erp ] }
`,
  },
];

export const systems = ["crm", "ops", "erp"] as const;
export type System = (typeof systems)[number];

/** Which accounts each system knows: most of them by two or three, some by the last alone. In hundredths of all records. */
const shares: Readonly<Record<System, { readonly from: number; readonly count: number }>> = {
  crm: { from: 0, count: 40 },
  ops: { from: 6, count: 30 },
  erp: { from: 16, count: 30 },
};

/** The accounts of one system, by number, in the shuffled order in which it gives them. */
export function accountsOf(system: System, records: number): Int32Array {
  const { from, count } = shares[system];
  const numbers = Int32Array.from(
    { length: (records * count) / 100 },
    (_, at) => (records * from) / 100 + at,
  );
  const random = seeded(system.charCodeAt(0) * 7_919 + records);
  for (let at = numbers.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    const held = numbers[at] ?? 0;
    numbers[at] = numbers[other] ?? 0;
    numbers[other] = held;
  }
  return numbers;
}

/** All three systems one after the other; rows are made when they are asked for. */
export function accountsFirst(records: number): FirstLoad {
  const sources = systems.map((name) => {
    const accounts = accountsOf(name, records);
    return {
      name,
      format: "jsonl",
      records: accounts.length,
      batches: async ({ from, to }: { readonly from: number; readonly to: number }) =>
        batchesOf(name, accounts.subarray(from, to), rowsPerBatch),
    } as const;
  });
  return { model, sources };
}

/** Batches of rows as a reader of files hands them on. */
export function batchesOf(system: System, accounts: Int32Array, rowsPerBatch: number): RowBatch[] {
  const batches: RowBatch[] = [];
  for (let from = 0; from < accounts.length; from += rowsPerBatch) {
    const rows = Array.from(accounts.subarray(from, from + rowsPerBatch), (number, at) =>
      rowOf(system, number, from + at + 1),
    );
    batches.push({ columns, rows, refused: [], bytesRead: 0 });
  }
  return batches;
}

const columns = ["id", "code", "name", "email", "phone", "city", "segment", "budget", "since"];

function rowOf(system: System, number: number, line: number): RawRow {
  const values = valuesOf(system, number);
  return { line, fields: new Map(Object.entries(values)), bytes: Buffer.from(JSON.stringify(values)) };
}

/** What a system says of one account. */
export function valuesOf(system: System, number: number): Record<string, string> {
  const pick = (from: readonly string[], salt: number): string =>
    from[(mixed(number, salt) >>> 0) % from.length] ?? "";
  const first = pick(firstNames, 1);
  const last = pick(lastNames, 2);
  const nth = systems.indexOf(system);
  const differs = (salt: number): boolean => (mixed(number, 100 + salt * 3 + nth) >>> 0) % 50 === 0;
  return {
    id: `${system}-${(mixed(number, 9 + nth) >>> 0).toString(36)}${number}`,
    code: `AC-${String(number).padStart(7, "0")}`,
    name: differs(1) ? `${first} ${last}` : `${first} ${last} ${pick(trades, 3)}`,
    email: `${first}.${last}${number % 1000}@${differs(2) ? "example.net" : "example.org"}`.toLowerCase(),
    phone: `+4930${String(1_000_000 + (mixed(number, differs(3) ? 40 : 4) >>> 0)).slice(0, 7)}`,
    city: differs(4) ? pick(cities, 50) : pick(cities, 5),
    segment: differs(5) ? "unknown" : pick(segments, 6),
    budget: `${(mixed(number, differs(6) ? 70 : 7) >>> 8) % 900_000}.50`,
    since: `20${10 + (number % 15)}-0${1 + (number % 9)}-${differs(7) ? "11" : "12"}`,
  };
}

const firstNames = ["Ana", "Li", "Mo", "Zoë", "Paul", "Ines", "Tariq", "Sven", "Olga", "Ravi", "Mia"];
const lastNames = ["Schneider", "Okafor", "Nguyen", "García", "Larsson", "Rossi", "Kowalski", "Haddad"];
const trades = ["Logistics GmbH", "Foods Ltd", "& Sons", "Holding AG", "Print House", "Trading Company"];
const cities = ["Berlin", "Leipzig", "Lagos", "Hanoi", "Sevilla", "Malmö", "Torino", "Gdańsk", "Amman"];
const segments = ["enterprise", "public sector", "mid-market", "small business"];

/** 32 bits that follow from a number and a salt, as spread as random ones. */
function mixed(number: number, salt: number): number {
  let bits = Math.imul(number ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(salt + 1, 0xc2b2ae35);
  bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d);
  bits = Math.imul(bits ^ (bits >>> 12), 0x297a2d39);
  return bits ^ (bits >>> 15);
}

/** Random numbers from 0 to 1 that a seed gives again (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
  };
}
