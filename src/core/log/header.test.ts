import canonicalize from "canonicalize";
import fc from "fast-check";
import { expect, test } from "vitest";
import { headerBytesMax } from "../../limits.ts";
import { type EntryHeader, entryKinds } from "./entry.ts";
import { decodeHeader, encodeHeader, leafHash, prepareHeader } from "./header.ts";

const base64url = (bytes: number) =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((made) => Buffer.from(made).toString("base64url"));
const opaque = fc.stringMatching(/^[A-Za-z0-9._:-]{1,64}$/);
const instant = fc
  .date({ min: new Date("1970-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true })
  .map((date) => date.toISOString().replace("Z", "417Z"));
const count = fc.nat({ max: Number.MAX_SAFE_INTEGER });

const anyHeader: fc.Arbitrary<EntryHeader> = fc
  .record({
    format: fc.constant(1 as const),
    algorithm: fc.constant("sha-256" as const),
    log: fc.nat({ max: 4095 }),
    index: fc.integer({ min: 3, max: Number.MAX_SAFE_INTEGER }),
    previous: fc.constant(0),
    entity: fc.option(base64url(16)),
    version: fc.integer({ min: 2, max: Number.MAX_SAFE_INTEGER }),
    kind: fc.constantFrom(...entryKinds),
    cause: opaque,
    actor: opaque,
    run: fc.option(opaque),
    model: base64url(32),
    record: fc.option(base64url(16)),
    source: fc.option(fc.stringMatching(/^[a-zäß漢0-9 _-]{1,33}$/)),
    incarnation: count,
    position: fc.option(fc.stringMatching(/^[a-z]{1,16}:[ !#-[\]-~]{1,160}$/)),
    recordedAt: instant,
    body: base64url(32),
  })
  .chain((header) =>
    header.entity === null
      ? fc.constant({ ...header, previous: 0, version: 0 })
      : fc.integer({ min: 1, max: header.index - 1 }).map((previous) => ({ ...header, previous })),
  );

/** The list of the specification. */
const listed = (header: EntryHeader) => [
  ...[header.format, 1, header.log, header.kind, header.cause, header.actor, header.run, header.model],
  ...[
    header.entity,
    header.record,
    header.source,
    header.incarnation,
    header.position,
    header.body,
    header.index,
  ],
  ...[header.previous, header.version, header.recordedAt],
];

const example: EntryHeader = {
  format: 1,
  algorithm: "sha-256",
  log: 1,
  index: 7,
  previous: 3,
  entity: "AZq2M6iOgAG7uFfPsRNC3A",
  version: 2,
  kind: "claims",
  cause: "run:12",
  actor: "user:7",
  run: "12",
  model: "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
  record: "AZq2M6iOgAG7uFfPsRNC3A",
  source: "crm",
  incarnation: 1,
  position: "file:~00000012/00000003",
  recordedAt: "2026-11-21T02:33:54.123456Z",
  body: "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
};
const exampleText = encodeHeader(example).toString();

test("a header is the canonical JSON of RFC 8785 of the list of its members", () => {
  fc.assert(
    fc.property(anyHeader, (header) => {
      expect(encodeHeader(header).toString("utf8")).toBe(canonicalize(listed(header)));
    }),
  );
});

test("a header reads back as what was written", () => {
  fc.assert(
    fc.property(anyHeader, (header) => {
      expect(decodeHeader(encodeHeader(header))).toEqual({ ok: true, value: header });
    }),
  );
});

test("the largest header that may be written stays under 1 KiB", () => {
  const long = "z".repeat(64);
  const largest: EntryHeader = {
    ...example,
    log: 4095,
    index: Number.MAX_SAFE_INTEGER,
    previous: Number.MAX_SAFE_INTEGER - 1,
    version: Number.MAX_SAFE_INTEGER,
    kind: "decision",
    cause: long,
    actor: long,
    run: long,
    source: "漢".repeat(33),
    incarnation: Number.MAX_SAFE_INTEGER,
    position: `${"p".repeat(16)}:${"~".repeat(160)}`,
  };

  const bytes = encodeHeader(largest);

  expect(bytes.length).toBeLessThanOrEqual(headerBytesMax);
  expect(decodeHeader(bytes).ok).toBe(true);
});

test("a header prepared before its place is known has the bytes of one written at once", () => {
  fc.assert(
    fc.property(anyHeader, (header) => {
      const { index, previous, version, recordedAt, ...pending } = header;

      const completed = prepareHeader(pending).complete({ index, previous, version, recordedAt });

      expect(Buffer.from(completed).equals(encodeHeader(header))).toBe(true);
    }),
  );
});

test("bytes that are not exactly what is written are refused, whichever byte is changed", () => {
  fc.assert(
    fc.property(anyHeader, fc.nat(), fc.integer({ min: 1, max: 255 }), (header, place, difference) => {
      const bytes = encodeHeader(header);
      const at = place % bytes.length;
      bytes[at] = (bytes[at] ?? 0) ^ difference;

      const decoded = decodeHeader(bytes);

      // A changed digit may well be another header; then it reads as another, and its bytes are exactly its own.
      if (decoded.ok) {
        expect(decoded.value).not.toEqual(header);
        expect(encodeHeader(decoded.value).equals(bytes)).toBe(true);
      }
    }),
  );
});

test.each([
  ["one member more", exampleText.replace("]", ",1]"), "not a list of 18"],
  ["one member less", exampleText.replace('"run:12",', ""), "not a list of 18"],
  ["a member that is null and must not be", exampleText.replace('"run:12"', "null"), "cause is not opaque"],
  [
    "members in another order",
    exampleText.replace('"run:12","user:7"', '"user:7",null'),
    "actor is not opaque",
  ],
  ["blanks", exampleText.replace(",", ", "), "not canonical JSON"],
  ["an escape that is not needed", exampleText.replace('"crm"', '"\\u0063rm"'), "not canonical JSON"],
  ["another spelling of a number", exampleText.replace(",7,3,", ",7.0,3,"), "not canonical JSON"],
  ["another format", exampleText.replace("[1,", "[2,"), "format is not 1"],
  ["another algorithm", exampleText.replace("[1,1,", "[1,2,"), "algorithm is not sha-256"],
  ["an actor who is named", exampleText.replace("user:7", "ana@example.org"), "actor is not opaque"],
  ["a kind that is none", exampleText.replace('"claims"', '"claimz"'), "kind is unknown"],
  [
    "30 February",
    exampleText.replace("2026-11-21T", "2026-02-30T"),
    "recordedAt is not an instant in UTC with microseconds",
  ],
  [
    "milliseconds",
    exampleText.replace(".123456Z", ".123Z"),
    "recordedAt is not an instant in UTC with microseconds",
  ],
  [
    "a previous entry that is later",
    exampleText.replace(",7,3,", ",7,7,"),
    "previous is not an earlier index",
  ],
  [
    "a first version with a previous entry",
    exampleText.replace(",7,3,2,", ",7,3,1,"),
    "previous and version contradict",
  ],
  ["an object", "{}", "not a list of 18"],
  ["no JSON", "[", "not JSON"],
  ["too many bytes", `${exampleText}${" ".repeat(1024)}`, "larger than 1 KiB"],
])("%s in a header is refused", (_, text, wrong) => {
  expect(decodeHeader(Buffer.from(text))).toEqual({ ok: false, wrong });
});

test("the leaf hash is RFC 6962's: an empty leaf hashes to the published value", () => {
  expect(leafHash(new Uint8Array()).toString("hex")).toBe(
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  );
});
