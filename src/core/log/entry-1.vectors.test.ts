import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import canonicalize from "canonicalize";
import { expect, test } from "vitest";
import { writtenBody } from "../../../test/helpers/written-body.ts";
import { bodyHash, decodeBody, encodeBody } from "./body.ts";
import { checkFromStart, LogCheck } from "./check.ts";
import { type BodyItem, bodyOps, type EntryHeader, entryKinds } from "./entry.ts";
import { decodeHeader, encodeHeader, leafHash } from "./header.ts";
import { blobHash } from "./sealed.ts";
import { treeRoot } from "./tree.ts";
import { uuidFromBase64url, uuidToBase64url } from "./uuid.ts";

interface Vectors {
  readonly models: readonly string[];
  readonly ids: Readonly<Record<string, string>>;
  readonly entries: readonly {
    readonly name: string;
    readonly header: EntryHeader;
    readonly items: readonly BodyItem[];
    readonly salt: string;
    readonly sealed: readonly { readonly blob: string; readonly hash: string }[];
    readonly headerText: string;
    readonly bodyText: string;
    readonly bodyHash: string;
    readonly leafHash: string;
    readonly treeRoot: string;
  }[];
}

const file = readFileSync(new URL("./entry-1.vectors.json", import.meta.url));
const vectors: Vectors = JSON.parse(file.toString("utf8"));
const named = vectors.entries.map((entry) => [entry.name, entry] as const);
const hex = (text: string) => Buffer.from(text, "hex");

test("the vectors are the ones that were fixed before the first entry was written", () => {
  // NOTE: what is written once is read for ever. A change here is another format, with a file of its own.
  expect(createHash("sha256").update(file).digest("hex")).toBe(
    "260bc27950b7b86596db99aa1a09d9d58ee62997cda12d0713467714a2703fa6",
  );
});

test.each(named)("written again, byte for byte: %s", (_, entry) => {
  const header = encodeHeader(entry.header);
  const body = encodeBody(entry.items);

  expect(header.toString("utf8")).toBe(entry.headerText);
  expect(body.toString("utf8")).toBe(entry.bodyText);
  expect(bodyHash(hex(entry.salt), body)).toBe(entry.bodyHash);
  expect(entry.header.body).toBe(entry.bodyHash);
  expect(leafHash(header).toString("hex")).toBe(entry.leafHash);
  for (const { blob, hash } of entry.sealed) expect(blobHash(hex(blob))).toBe(hash);
});

test.each(named)("read again: %s", (_, entry) => {
  expect(decodeHeader(Buffer.from(entry.headerText))).toEqual({ ok: true, value: entry.header });
  expect(decodeBody(Buffer.from(entry.bodyText))).toEqual({ ok: true, value: entry.items });
});

test.each(named)("by the specification alone, without the code under test: %s", (_, entry) => {
  const sha256 = (...parts: readonly Uint8Array[]) => createHash("sha256").update(Buffer.concat(parts));
  const { header } = entry;

  expect(
    canonicalize([
      ...[header.format, 1, header.log, header.kind, header.cause, header.actor, header.run],
      ...[
        header.model,
        header.entity,
        header.record,
        header.source,
        header.incarnation,
        header.position,
        header.body,
      ],
      ...[header.index, header.previous, header.version, header.recordedAt],
    ]),
  ).toBe(entry.headerText);
  expect(canonicalize(writtenBody(entry.items))).toBe(entry.bodyText);
  expect(sha256(hex(entry.salt), Buffer.from(entry.bodyText)).digest("base64url")).toBe(entry.bodyHash);
  expect(sha256(Uint8Array.of(0), Buffer.from(entry.headerText)).digest("hex")).toBe(entry.leafHash);
  for (const { blob, hash } of entry.sealed) expect(sha256(hex(blob)).digest("base64url")).toBe(hash);
});

test("together the entries are a log that holds, with the root given after each", () => {
  const check = new LogCheck({
    start: checkFromStart(1),
    heads: new Map(),
    modelKnown: (hash) => vectors.models.includes(hash),
  });
  for (const entry of vectors.entries) {
    const stored = {
      header: Buffer.from(entry.headerText),
      body: Buffer.from(entry.bodyText),
      salt: hex(entry.salt),
    };

    expect(check.next(stored)).toMatchObject({ ok: true });
    expect(Buffer.from(treeRoot(check.reached.frontier)).toString("hex")).toBe(entry.treeRoot);
  }
});

test("the ids stand in base64url as they should", () => {
  for (const [uuid, text] of Object.entries(vectors.ids)) {
    expect(uuidToBase64url(uuid)).toBe(text);
    expect(uuidFromBase64url(text)).toBe(uuid);
  }
});

test("every operation and every member of an item, stands in the vectors", () => {
  const items = vectors.entries.flatMap((entry) => entry.items);

  expect(new Set(items.map((item) => item.op))).toEqual(new Set(bodyOps));
  expect([...new Set(items.flatMap((item) => Object.keys(item)))].sort()).toEqual([
    "after",
    "authority",
    "basis",
    "before",
    "detail",
    "fact",
    "from",
    "handover",
    "op",
    "ownWrite",
    "record",
    "since",
    "source",
    "to",
  ]);
  expect(entryKinds).toEqual(expect.arrayContaining(vectors.entries.map(({ header }) => header.kind)));
});
