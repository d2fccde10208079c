import { describe, expect, test } from "vitest";
import { claim, entity, position, record } from "../../../test/helpers/worlds.ts";
import { entityId, factKey, logIndex, recordId } from "../../core/ids.ts";
import type { ReplayedClaim, ReplayedRecord } from "../../core/log/replay-state.ts";
import { erased } from "../../core/log/replayed.ts";
import { uuidToBase64url } from "../../core/log/uuid.ts";
import { positionText } from "../../store/record-row.ts";
import type { StoredRecord } from "../../store/state.ts";
import { compareRecord } from "./compare-record.ts";

const other = entityId("00000000-0000-8000-8000-000000000002");
const row: StoredRecord = {
  ...record("crm", { name: claim("Ada", 3), city: claim("Kiel", 5) }),
  id: recordId("00000000-0000-8000-8000-00000000000a"),
  valid: { from: "2026-01-01", to: "2026-06-01" },
  position: position(5),
  created: logIndex(3),
  lastIndex: logIndex(5),
  life: 1,
  former: false,
  linkedBy: "new",
  order: null,
  digest: Buffer.alloc(16),
  raw: null,
  held: null,
  links: null,
};

/** What the log tells of that very row. */
const told = (): ReplayedRecord => ({
  id: uuidToBase64url(row.id),
  source: row.source,
  key: row.key,
  otherwise: null,
  entity: uuidToBase64url(entity),
  linkedBy: row.linkedBy,
  life: row.life,
  former: row.former,
  valid: row.valid,
  deleted: row.deleted,
  created: row.created,
  lastIndex: row.lastIndex,
  incarnation: row.position.incarnation,
  position: positionText(row.position),
  claims: new Map(
    [...row.claims].map(([fact, { value, since, ownWrite, position: at }]) => [
      fact,
      { value, since, ownWrite, incarnation: at.incarnation, position: positionText(at) },
    ]),
  ),
  bodyLost: null,
});

const at = (since: number) => ({
  incarnation: position(since).incarnation,
  position: positionText(position(since)),
});

const claims = (of: Readonly<Record<string, ReturnType<typeof claim>>>): StoredRecord["claims"] =>
  new Map(Object.entries(of).map(([fact, one]) => [factKey(fact), one]));

describe("the row of a record", () => {
  test("is what the log tells of it", () => {
    expect(compareRecord({ id: entity }, row, told())).toBeNull();
  });

  test.each<readonly [string, Partial<StoredRecord>]>([
    ["source", { source: "ops" }],
    ["reason to belong to its entity", { linkedBy: "hand" }],
    ["key", { key: "2" }],
    ["begin", { valid: { from: "2026-01-02", to: "2026-06-01" } }],
    ["end", { valid: { from: "2026-01-01", to: null } }],
    ["time, where it has none", { valid: null }],
    ["life", { life: 0 }],
    ["life being over", { former: true }],
    ["being deleted", { deleted: true }],
    ["first entry", { created: logIndex(2) }],
    ["last entry", { lastIndex: logIndex(6) }],
    ["position", { position: position(6) }],
    ["incarnation", { position: { ...position(5), incarnation: 2 } }],
    ["value", { claims: claims({ name: claim("Eda", 3), city: claim("Kiel", 5) }) }],
    [
      "position of a value",
      { claims: claims({ name: claim("Ada", 3, { position: position(4) }), city: claim("Kiel", 5) }) },
    ],
    ["entry of a value", { claims: claims({ name: claim("Ada", 4), city: claim("Kiel", 5) }) }],
    [
      "word on whose write a value is",
      { claims: claims({ name: claim("Ada", 3, { ownWrite: true }), city: claim("Kiel", 5) }) },
    ],
    ["claim that the log tells, and that is gone", { claims: claims({ name: claim("Ada", 3) }) }],
    [
      "claim that no entry tells",
      { claims: claims({ name: claim("Ada", 3), city: claim("Kiel", 5), note: claim(null, 5) }) },
    ],
  ])("with another %s is told", (_, change) => {
    expect(compareRecord({ id: entity }, { ...row, ...change }, told())).toMatchObject({
      where: "record",
      entity,
      record: row.id,
    });
  });

  test("that stands beside another entity, or of which nothing is told, is told", () => {
    expect(compareRecord({ id: other }, row, told())?.where).toBe("record");
    expect(compareRecord({ id: entity }, row, undefined)?.where).toBe("record");
  });

  test("may hold anything where what the log told was erased, or its body destroyed", () => {
    const name: ReplayedClaim = { value: erased, since: 3, ownWrite: false, ...at(3) };
    const personal: ReplayedRecord = {
      ...told(),
      key: erased,
      claims: new Map([...told().claims, ["name", name]]),
    };

    expect(compareRecord({ id: entity }, row, personal)).toBeNull();
    expect(compareRecord({ id: entity }, { ...row, key: "2" }, { ...told(), bodyLost: 4 })).toBeNull();
  });
});
