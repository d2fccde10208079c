import { afterAll, beforeAll, expect, it } from "vitest";
import { makeTestDatabase, type TestDatabase } from "../../../test/helpers/database.ts";
import { hubWith, loadRows } from "../../../test/helpers/hub.ts";
import { crosswalkText, entityOf } from "../../../test/helpers/test-hub.ts";
import type { EntityId } from "../../core/ids.ts";
import { createToken, revokeToken } from "../access/tokens.ts";
import { declareDifferent, mergeByHand } from "../duplicates/decide-duplicate.ts";
import { moveByHand } from "../duplicates/move-record.ts";
import { carryOutDecisions } from "../edit/carry-out-decisions.ts";
import { decideApproval } from "../edit/decide-approval.ts";
import { setOverride } from "../edit/override-fact.ts";
import { setFact } from "../edit/set-fact.ts";
import { waiveGroup } from "../edit/waive-group.ts";
import { followAll } from "../follow.ts";
import type { Hub } from "../hub.ts";
import { listApprovals } from "../read/approvals.ts";
import { divergenceGroups } from "../read/divergences.ts";
import { seesAll } from "../read/viewer.ts";
import type { VerifyFault } from "./fault.ts";
import { verify } from "./verify.ts";

/** One of everything that rows can hold. */
const model = {
  "supplier.yaml": `systems:
  erp: { kind: record }
  bank: { kind: engagement }
people:
  treasury: { members: [ana@example.org, bo@example.org] }
entity: supplier
domain: money
sources:
  - { name: erp, system: erp, key: id, fields: { name: name, iban: iban, city: city, parent: parent, mail: mail } }
  - { name: bank, system: bank, key: id, key-personal: true, link: { erp: erp_id }, fields: { name: name, iban: iban, city: city, mail: mail } }
match-on: [ [mail] ]
attributes:
  name: { type: text, required: true, authority: erp, copies: [bank], edits: { override: { days: 90 } } }
  iban: { type: text, sensitive: true, authority: erp, copies: [bank], approve: { for: [source], by: treasury, count: 2, meanwhile: keep-last } }
  city: { type: text, standardise: [trim, collapse-spaces], authority: erp, copies: [{ source: bank, on-divergence: ask }] }
  mail: { type: email, personal: user.email, subject: value, authority: erp }
  parent: { type: ref, to: supplier, authority: erp }
  note: { type: text, authority: hub }
rules:
  - { name: short, scope: entity, check: "size(name) < 12", severity: warning, dimension: conformity }
  - { name: good, scope: record, check: "name != 'BAD'", severity: error, dimension: conformity }
`,
};

const edit = { actor: "t1", cause: "fact" as const, ifVersion: null, idempotency: null };
const erp = (id: number, more: Record<string, string | null> = {}) => ({
  id: String(id),
  name: `Supplier ${id}`,
  iban: `DE-${id}`,
  city: `City ${id}`,
  mail: `mail${id}@example.org`,
  parent: id === 1 ? null : "1",
  ...more,
});
const bank = (id: number, more: Record<string, string | null> = {}) => ({
  id: `b${id}`,
  erp_id: String(id),
  name: `Supplier ${id}`,
  iban: `DE-${id}`,
  city: `City ${id}`,
  ...more,
});

const ids = [1, 2, 3, 4, 5, 6, 7, 8];
const grants = [{ role: "reader" as const, domains: ["money"] }];

/** Who acted here without a token. */
const isActor = (actor: string) => ["test", "t1", "token-ana", "token-bo"].includes(actor);

let made: TestDatabase;
let hub: Hub;
beforeAll(async () => {
  made = await makeTestDatabase();
  hub = await hubWith(made.database, model);
  await fill();
  const report = await verify(hub, { isActor });
  expect([report.fault, report.passedOver]).toEqual([null, 0]);
  await changing(async (session) => {
    await session.run("grant all on all tables in schema bailiwick to current_user");
    for (const table of tables)
      await session.run(`create table public."${table}" as select * from bailiwick."${table}"`);
  });
});
afterAll(() => made.drop());

/** Outside of the product, as whoever owns the database may. */
const changing = (within: Parameters<Hub["database"]["maintain"]>[0]) => hub.database.maintain(within);

async function fill(): Promise<void> {
  const at = (id: number) => entityOf(hub, "erp", String(id));
  await loadRows(
    hub,
    "erp",
    ids.map((id) => erp(id)),
  );
  await loadRows(
    hub,
    "bank",
    ids.map((id) => bank(id)),
  );
  await loadRows(hub, "erp", [
    erp(1, { iban: "DE-new" }),
    erp(2, { name: "Supplier of many things" }),
    erp(8, { city: "Kiel" }),
  ]);
  await agree("ana", await at(1));
  await agree("ana", await at(3));
  await agree("bo", await at(3));
  // What links a new record to one entity and matches it with another may make the two one.
  for (const [id, other] of [
    [4, 5],
    [6, 7],
    [7, 8],
  ] as const)
    await loadRows(hub, "bank", [bank(id, { id: `c${id}`, mail: `mail${other}@example.org` })]);
  // What nothing but its mail held at its entity may belong elsewhere once that is another.
  await loadRows(hub, "erp", [erp(9), erp(10)]);
  await loadRows(hub, "bank", [bank(9, { erp_id: null, mail: "mail9@example.org" })]);
  await loadRows(hub, "erp", [erp(9, { mail: "mail2@example.org" }), erp(10, { mail: "mail3@example.org" })]);
  const person = { by: "ana@example.org", reason: "as agreed" };
  const override = { until: { day: "2099-01-05" }, today: "2099-01-01", attribute: "name", value: "Five" };
  await setOverride(hub, { ...edit, ...person, ...override, entity: await at(5) });
  await setFact(hub, { ...edit, entity: await at(5), attribute: "note", value: "kept" });
  await mergeByHand(hub, { actor: "t1", ...person, left: await at(6), right: await at(7) });
  await declareDifferent(hub, { actor: "t1", ...person, left: await at(2), right: await at(3) });
  const record = { source: "erp", key: "9" };
  await moveByHand(hub, { actor: "t1", ...person, record, to: await at(2), ifVersion: null });
  const [group] = (await divergenceGroups(hub, seesAll, {})).filter(({ attribute }) => attribute === "city");
  if (group === undefined) throw new Error("A city differs.");
  const { count: expected, type, attribute, source, cause, pattern, policy } = group;
  const meant = { type, attribute, source, cause, pattern, policy };
  await waiveGroup(hub, {
    ...{
      actor: "t1",
      cause: "waiver",
      idempotency: null,
      ...person,
      until: inDays(30),
      group: meant,
      expected,
    },
  });
  while (await carryOutDecisions(hub));
  const expiresAt = "2999-01-01T00:00:00Z";
  await createToken(hub, { name: "ana", grants, expiresAt, actor: "t1" });
  const { id } = await createToken(hub, { name: "bo", grants, expiresAt: null, actor: "t1" });
  await revokeToken(hub, { id, actor: "t1" });
  await loadRows(hub, "erp", [erp(11, { city: " City  11", mail: "no mail" })]);
  // What is refused, and what then comes in mended.
  await loadRows(hub, "erp", [erp(12, { name: "BAD" }), erp(13, { name: "BAD" })]);
  await loadRows(hub, "erp", [erp(13)]);
  await crosswalkText(hub, "erp,bank\n99,b99\n8,b8\n", { left: "erp", right: "bank" });
  await followAll(hub);
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

async function agree(name: string, entity: EntityId): Promise<void> {
  const { items } = await listApprovals(hub, seesAll, { limit: 100, cursor: null, filter: {} });
  const entry = items.find((one) => one.entity.id === entity)?.entry ?? 0;
  const of = { entity, attribute: "iban", layer: "claim", entry, decision: "approve", reason: "" } as const;
  await decideApproval(hub, { ...edit, ...of, actor: `token-${name}`, name: `${name}@example.org` });
}

const tables = [
  ...["entry", "sealed", "subject_key", "record", "entity", "divergence", "finding", "override", "merge"],
  ...["token", "model", "log_head", "lookup", "reference", "crosswalk", "duplicate", "decision"],
  ...["run", "quarantine"],
] as const;

const another = "'01a1fc42-ba88-8001-808a-284422f4bc0a'::uuid";
/** Another first character of the n-th member of a header, from 0: all of it still reads as a header. */
const headerWith = (nth: number) =>
  `header = convert_to(regexp_replace(convert_from(header, 'UTF8'), '^((?:[^,]*,){${nth}}").', '\\1z'), 'UTF8')`;
const since = (position: string, own: 0 | 1) =>
  `since = json_build_array(json_build_array(created, incarnation, ${position}, ${own}, 0))`;
const flipped = (column: string) => `set_byte(${column}, 40, 255 - get_byte(${column}, 40))`;

/** Which table, which row of it, what becomes of it, and where `verify` says that something is wrong. */
it.each<readonly [(typeof tables)[number], string, string, Partial<VerifyFault>]>([
  ["entry", "index = 9", "previous = previous + 1", { where: "log", index: 9 }],
  ["entry", "index = 9", `header = ${flipped("header")}`, { where: "log", index: 9 }],
  ["entry", "index = 9", `body = ${flipped("body")}`, { where: "log", index: 9 }],
  ["entry", "index = 9", "salt = null", { where: "log", index: 9 }],
  ["entry", "index = 9", "salt = null, body = null", { where: "log", index: 9 }],
  ["entry", "index = 9", "delete", { where: "log", index: 9 }],
  ["entry", "index = 9", headerWith(4), { where: "log", index: 9 }],
  ["entry", "index = 9", headerWith(5), { where: "log", index: 9 }],
  ["entry", "index = 9", headerWith(6), { where: "log", index: 9 }],
  ["entry", "index = 9", headerWith(7), { where: "log", index: 9 }],
  ["entry", "index = 9", headerWith(8), { where: "log" }],
  ["entry", "index = 9", headerWith(9), { where: "sealed" }],
  ["entry", "index = 9", headerWith(10), { where: "record" }],
  ["entry", "index = 9", headerWith(13), { where: "log", index: 9 }],
  ["sealed", "true", `blob = ${flipped("blob")}`, { where: "sealed" }],
  ["subject_key", "true", `wrapped = ${flipped("wrapped")}`, { where: "sealed" }],
  ["sealed", "true", "delete", { where: "sealed" }],
  ["subject_key", "true", "delete", { where: "sealed" }],
  ["record", "key = '2'", "linked_by = 'hand'", { where: "record" }],
  ["record", "key = 'b2'", "linked_by = 'new'", { where: "record" }],
  ["record", "key = '2'", "former = true", { where: "record" }],
  ["record", "key = '2'", "life = 1", { where: "record" }],
  ["record", "key = '2'", "valid_to = '2030-01-01'", { where: "record" }],
  ["record", "key = '4'", since("position", 1), { where: "record" }],
  ["record", "key = '4'", since("position || '1'", 0), { where: "record" }],
  ["record", "key = '2'", "created = created + 1", { where: "record" }],
  ["record", "key = '2'", "last_index = last_index - 1", { where: "record" }],
  ["record", "key = '2'", "deleted = true", { where: "record" }],
  ["record", "key = '2'", `record_id = ${another}`, { where: "record" }],
  ["record", "key = 'b2'", "key = 'b77'", { where: "entity" }],
  ["record", "key = '4'", "key = '77'", { where: "record" }],
  ["record", "key = '4'", "source = 'bank'", { where: "record" }],
  ["record", "key = '2'", "valid_from = '2026-01-01'", { where: "record" }],
  ["record", "key = '2'", "position = position || '1'", { where: "record" }],
  ["record", "key = '2'", "incarnation = incarnation + 1", { where: "record" }],
  [
    "record",
    "key = '2'",
    `claims = jsonb_set(claims::jsonb, '{city}', '"x"')`,
    { where: "record", fact: "city" },
  ],
  ["record", "key = '2'", "since = '{}'", { where: "entity" }],
  ["record", "key = 'b2'", `links = '{"erp":"3"}'`, { where: "record" }],
  ["record", "key = 'b2'", "digest = sha256('x')", { where: "record" }],
  ["record", "key = '2'", "valid_order = '9'", { where: "record" }],
  ["record", "key = '2'", `raw = '{"city":"x"}'`, { where: "record" }],
  ["record", "raw is not null", "raw = null", { where: "record" }],
  [
    "record",
    "raw::text like '%City%'",
    "raw = replace(raw::text, 'City', 'Town')::json",
    { where: "record" },
  ],
  ["record", "held is not null", "held = null", { where: "record" }],
  ["record", "held is not null", "held = replace(held::text, 'mail', 'city')::json", { where: "record" }],
  [
    "record",
    "held is not null",
    "held = jsonb_set(held::jsonb, '{mail,code}', '\"x\"')::json",
    { where: "record" },
  ],
  [
    "record",
    "held is not null",
    "held = jsonb_set(held::jsonb, '{mail,message}', '\"x\"')::json",
    { where: "record" },
  ],
  ["record", "key = '2'", "delete", { where: "record" }],
  ["entity", "type = 'supplier'", "version = version + 1", { where: "entity" }],
  ["entity", "type = 'supplier'", "last_index = last_index - 1", { where: "entity" }],
  ["entity", "state = 'active'", "state = 'retired'", { where: "entity" }],
  ["entity", "state = 'active'", "state = 'archived'", { where: "entity" }],
  ["entity", "state = 'active'", "created = created + 1", { where: "entity" }],
  ["entity", "state = 'active'", "updated_at = updated_at + interval '1 us'", { where: "entity" }],
  ["entity", "state = 'active'", `golden = golden || '{"city":"x"}'`, { where: "golden", fact: "city" }],
  ["entity", "state = 'active'", `golden = '{"x":1}'`, { where: "entity" }],
  ["entity", "state = 'active'", "basis = '{}'", { where: "entity" }],
  ["entity", "hub is not null", `hub = jsonb_set(hub, '{note,0}', '"x"')`, { where: "hub", fact: "note" }],
  [
    "entity",
    "agreed::text like '%DE-3%'",
    "agreed = replace(agreed::text, 'DE-3', 'DE-mine')::json",
    { where: "approval" },
  ],
  [
    "entity",
    "agreed::text like '%DE-3%'",
    "agreed = replace(agreed::text, 'bo@', 'mo@')::json",
    { where: "approval" },
  ],
  ["entity", "waiting is not null and state = 'active'", "waiting = null", { where: "approval" }],
  ["entity", "waiting is not null and state = 'merged'", "waiting = null", { where: "approval" }],
  [
    "entity",
    "waiting::text like '%ana@%'",
    "waiting = replace(waiting::text, 'ana@', 'bo@')::json",
    { where: "approval" },
  ],
  ["entity", "state = 'merged'", "delete", { where: "entity" }],
  ["merge", "true", "delete", { where: "entity" }],
  ["merge", "true", `survivor_id = ${another}`, { where: "merge" }],
  ["merge", "true", "cause = 'link'", { where: "merge" }],
  ["merge", "true", "records = '{}'", { where: "merge" }],
  ["merge", "true", `records = records || ${another}`, { where: "merge" }],
  ["merge", "true", "index = index - 1", { where: "merge" }],
  ["merge", "true", "undone = index", { where: "entity" }],
  ["duplicate", "state = 'open'", "delete", { where: "duplicate" }],
  ["duplicate", "state = 'open'", "state = 'gone'", { where: "duplicate" }],
  ["duplicate", "state = 'open'", "state = 'merged'", { where: "duplicate" }],
  ["duplicate", "state = 'open'", "state = 'different'", { where: "duplicate" }],
  ["duplicate", "state = 'open'", "state = 'moved'", { where: "duplicate" }],
  ["duplicate", "state = 'open'", "opened = opened - 1", { where: "duplicate" }],
  ["duplicate", "state = 'gone'", "delete", { where: "duplicate" }],
  ["duplicate", "state = 'gone'", "state = 'open'", { where: "duplicate" }],
  ["duplicate", "state = 'gone'", "state = 'merged'", { where: "duplicate" }],
  ["duplicate", "state = 'gone'", "state = 'different'", { where: "duplicate" }],
  ["duplicate", "state = 'gone'", "state = 'moved'", { where: "duplicate" }],
  ["duplicate", "state = 'gone'", "opened = opened - 1", { where: "duplicate" }],
  ["duplicate", "state = 'gone'", "decided = decided - 1", { where: "duplicate" }],
  ["duplicate", "state = 'merged'", "delete", { where: "duplicate" }],
  ["duplicate", "state = 'merged'", "state = 'open'", { where: "duplicate" }],
  ["duplicate", "state = 'merged'", "state = 'gone'", { where: "duplicate" }],
  ["duplicate", "state = 'merged'", "state = 'different'", { where: "duplicate" }],
  ["duplicate", "state = 'merged'", "state = 'moved'", { where: "duplicate" }],
  ["duplicate", "state = 'merged'", "opened = opened - 1", { where: "duplicate" }],
  ["duplicate", "state = 'merged'", "decided = decided - 1", { where: "duplicate" }],
  ["duplicate", "state = 'different'", "delete", { where: "duplicate" }],
  ["duplicate", "state = 'different'", "state = 'open'", { where: "duplicate" }],
  ["duplicate", "state = 'different'", "state = 'gone'", { where: "duplicate" }],
  ["duplicate", "state = 'different'", "state = 'merged'", { where: "duplicate" }],
  ["duplicate", "state = 'different'", "state = 'moved'", { where: "duplicate" }],
  ["duplicate", "state = 'different'", "opened = opened - 1", { where: "duplicate" }],
  ["duplicate", "state = 'different'", "decided = decided - 1", { where: "duplicate" }],
  ["duplicate", "state = 'moved'", "delete", { where: "duplicate" }],
  ["duplicate", "state = 'moved'", "state = 'open'", { where: "duplicate" }],
  ["duplicate", "state = 'moved'", "state = 'gone'", { where: "duplicate" }],
  ["duplicate", "state = 'moved'", "state = 'merged'", { where: "duplicate" }],
  ["duplicate", "state = 'moved'", "state = 'different'", { where: "duplicate" }],
  ["duplicate", "state = 'moved'", "opened = opened - 1", { where: "duplicate" }],
  ["duplicate", "state = 'moved'", "decided = decided - 1", { where: "duplicate" }],
  ["duplicate", "state = 'open'", "decided = opened", { where: "duplicate" }],
  ["duplicate", "state = 'open'", "reason = 'link'", { where: "duplicate" }],
  ["duplicate", "state = 'open'", "type = 'person'", { where: "duplicate" }],
  ["duplicate", "state = 'open'", "opened_at = opened_at - interval '1 us'", { where: "duplicate" }],
  ["duplicate", "state = 'open'", `right_id = ${another}`, { where: "duplicate" }],
  ["duplicate", "state = 'open' and kind = 'move'", "delete", { where: "duplicate" }],
  ["duplicate", "state = 'open' and kind = 'move'", "kind = 'duplicate'", { where: "duplicate" }],
  ["decision", "true", "delete", { where: "decision" }],
  ["decision", "true", "index = index - 1", { where: "decision" }],
  ["decision", "true", "expected = expected + 1", { where: "decision" }],
  ["decision", "true", "given = 0", { where: "decision" }],
  ["decision", "true", "given = given + 1", { where: "decision" }],
  ["decision", "true", "made_at = made_at - interval '1 day'", { where: "decision" }],
  ["decision", "true", "until_day = until_day + 1", { where: "decision" }],
  ["decision", "true", "type = 'person'", { where: "decision" }],
  ["decision", "true", "attribute = 'name'", { where: "decision" }],
  ["decision", "true", "source = 'erp'", { where: "decision" }],
  ["decision", "true", "cause = 'late'", { where: "decision" }],
  ["decision", "true", "pattern = 'case'", { where: "decision" }],
  ["decision", "true", "policy = 'overwrite'", { where: "decision" }],
  ["decision", "true", "actor = 'test'", { where: "decision" }],
  ["decision", "true", `said = (select said from bailiwick.override limit 1)`, { where: "decision" }],
  ["decision", "true", "withdrawal = index", { where: "decision" }],
  ["decision", "true", "withdrawn = withdrawn + 1", { where: "decision" }],
  ["decision", "true", "withdrawn_by = actor", { where: "decision" }],
  ["decision", "true", `decision_id = ${another}`, { where: "decision" }],
  ["entity", "waivers is not null", "waivers = null", { where: "waiver" }],
  ["entity", "waivers is not null", "waivers = '[]'", { where: "waiver" }],
  [
    "entity",
    "waivers is not null",
    "waivers = jsonb_set(waivers::jsonb, '{0,0}', '\"name\"')::json",
    { where: "waiver" },
  ],
  [
    "entity",
    "waivers is not null",
    `waivers = jsonb_set(waivers::jsonb, '{0,1}', to_jsonb(${another}))::json`,
    { where: "waiver" },
  ],
  [
    "entity",
    "waivers is not null",
    "waivers = jsonb_set(waivers::jsonb, '{0,2}', '\"2099-01-07\"')::json",
    { where: "waiver" },
  ],
  [
    "entity",
    "waivers is not null",
    "waivers = jsonb_set(waivers::jsonb, '{0,3}', '1')::json",
    { where: "waiver" },
  ],
  [
    "entity",
    "waivers is not null",
    `waivers = jsonb_set(waivers::jsonb, '{0,4}', to_jsonb(${another}))::json`,
    { where: "waiver" },
  ],
  ["divergence", "closed is null", "golden = 'x'", { where: "divergence" }],
  ["divergence", "closed is null", "held = 'x'", { where: "divergence" }],
  ["divergence", "closed is null", "cause = 'missing'", { where: "divergence" }],
  ["divergence", "closed is null", "pattern = 'case'", { where: "divergence" }],
  ["divergence", "closed is null", "policy = 'overwrite'", { where: "divergence" }],
  ["divergence", "closed is null and was_in_step", "was_in_step = false", { where: "divergence" }],
  ["divergence", "closed is null and not was_in_step", "was_in_step = true", { where: "divergence" }],
  ["divergence", "key = 'b7'", "was_in_step = not was_in_step", { where: "divergence" }],
  ["divergence", "key = 'c7'", "was_in_step = not was_in_step", { where: "divergence" }],
  ["divergence", "closed is null", "leave = 'waiver', until_day = '2999-01-01'", { where: "entity" }],
  ["divergence", "closed is null", "closed = opened, closed_at = opened_at", { where: "divergence" }],
  ["divergence", "closed is null", "attribute = 'mail'", { where: "entity" }],
  ["divergence", "closed is null", "key = 'b9'", { where: "entity" }],
  ["divergence", "closed is null", "source = 'erp'", { where: "entity" }],
  ["divergence", "closed is null", "type = 'person'", { where: "entity" }],
  ["finding", "true", "severity = 'info'", { where: "finding" }],
  ["finding", "true", "dimension = 'x'", { where: "finding" }],
  ["finding", "true", "message = 'x'", { where: "finding" }],
  ["finding", "true", "type = 'person'", { where: "entity" }],
  ["finding", "true", "delete", { where: "finding" }],
  ["override", "true", "value = 'Six'", { where: "override" }],
  ["override", "true", "until_day = until_day + 300", { where: "override" }],
  ["override", "true", "until_day = null", { where: "override" }],
  ["override", "true", "calendar = '2999-01-01'", { where: "override" }],
  ["override", "true", `said = ${flipped("said")}`, { where: "override" }],
  ["override", "true", `subject_id = ${another}`, { where: "override" }],
  ["override", "true", "since = since - 1", { where: "override" }],
  ["token", "name = 'ana'", `grants = '[{"role":"admin","domains":null}]'`, { where: "token" }],
  ["token", "name = 'ana'", `grants = '{"role":"admin"}'`, { where: "token" }],
  ["token", "name = 'ana'", "name = 'mo'", { where: "token" }],
  ["token", "name = 'ana'", "hash = sha256('x')", { where: "token" }],
  ["token", "name = 'ana'", "made_by = 'mo'", { where: "token" }],
  ["token", "name = 'ana'", "expires_at = null", { where: "token" }],
  ["token", "name = 'ana'", "expires_at = expires_at + interval '1 day'", { where: "token" }],
  ["token", "name = 'ana'", "created_at = created_at - interval '1 day'", { where: "token" }],
  ["token", "name = 'ana'", "revoked_at = now()", { where: "token" }],
  ["token", "name = 'bo'", "revoked_at = null", { where: "token" }],
  ["token", "name = 'bo'", "delete", { where: "token" }],
  [
    "model",
    "true",
    "files = replace(files::text, 'domain: money', 'domain: other')::jsonb",
    { where: "model", index: 1 },
  ],
  ["model", "true", "files = '{}'", { where: "model" }],
  ["model", "true", "applied_at = applied_at - interval '1 day'", { where: "model" }],
  ["model", "true", "applied = 2", { where: "model" }],
  ["log_head", "true", "model_at = 2", { where: "head" }],
  ["log_head", "true", "calendar = '2999-01-01'", { where: "head" }],
  ["crosswalk", "state = 'waiting'", "delete", { where: "crosswalk" }],
  ["crosswalk", "state = 'waiting'", "left_key = '98'", { where: "crosswalk" }],
  ["crosswalk", "state = 'waiting'", "left_source = 'bank'", { where: "crosswalk" }],
  ["crosswalk", "state = 'waiting'", "right_key = 'b98'", { where: "crosswalk" }],
  ["crosswalk", "state = 'waiting'", "left_life = 1", { where: "crosswalk" }],
  ["crosswalk", "state = 'waiting'", "right_life = 1", { where: "crosswalk" }],
  ["crosswalk", "state = 'waiting'", "state = 'applied'", { where: "crosswalk" }],
  ["crosswalk", "state = 'applied'", "state = 'waiting'", { where: "crosswalk" }],
  ["crosswalk", "state = 'applied'", "delete", { where: "crosswalk" }],
  ["crosswalk", "true", "index = index - 1", { where: "crosswalk" }],
  ["crosswalk", "true", `run_id = ${another}`, { where: "crosswalk" }],
  ["lookup", "true", `entity_id = ${another}`, { where: "lookup" }],
  ["lookup", "true", `record_id = ${another}`, { where: "lookup" }],
  ["lookup", "true", "hash = sha256(hash)", { where: "lookup" }],
  ["lookup", "true", "delete", { where: "lookup" }],
  ["lookup", "true", "twice", { where: "lookup" }],
  ["run", "true", "kind = 'retry'", { where: "run" }],
  ["run", "true", "source = 'bank'", { where: "run" }],
  ["run", "true", "state = 'failed'", { where: "run" }],
  ["run", "true", "started_at = started_at - interval '1 us'", { where: "run" }],
  ["run", "true", "ended_at = ended_at + interval '1 us'", { where: "run" }],
  ["run", "true", "actor = 'mo'", { where: "run" }],
  ["run", "true", "file = 'x'", { where: "run" }],
  ["run", "true", "as_of = '2026-01-01T00:00:00.000000Z'", { where: "run" }],
  ["run", "true", "complete = not complete", { where: "run" }],
  ["run", "true", `account = account || '{"applied":7}'`, { where: "run" }],
  ["run", "true", "reason = 'x'", { where: "run" }],
  ["run", "true", "spool = 'x'", { where: "run" }],
  ["run", "true", "row_digest = null", { where: "run" }],
  ["run", "true", `run_id = ${another}`, { where: "log" }],
  ["quarantine", "state = 'open'", "delete", { where: "run" }],
  ["quarantine", "state = 'superseded'", "delete", { where: "run" }],
  ["quarantine", "state = 'open'", "source = 'bank'", { where: "quarantine" }],
  ["quarantine", "state = 'open'", `run_id = ${another}`, { where: "run" }],
  ["quarantine", "state = 'open'", "line = line + 1", { where: "quarantine" }],
  ["quarantine", "state = 'open'", "position = position || '1'", { where: "quarantine" }],
  ["quarantine", "state = 'open'", "format = 'csv'", { where: "quarantine" }],
  ["quarantine", "state = 'open'", "reasons = '[]'", { where: "quarantine" }],
  ["quarantine", "state = 'open'", "about = sha256(about)", { where: "quarantine" }],
  ["quarantine", "state = 'open'", `blob = ${flipped("blob")}`, { where: "quarantine" }],
  ["quarantine", "state = 'open'", "digest = sha256(digest)", { where: "quarantine" }],
  ["quarantine", "state = 'open'", "state = 'superseded'", { where: "quarantine" }],
  ["quarantine", "state = 'open'", "state = 'retried', retry_run_id = run_id", { where: "quarantine" }],
  ["quarantine", "state = 'superseded'", "state = 'open'", { where: "quarantine" }],
  ["quarantine", "state = 'superseded'", "retry_run_id = run_id", { where: "quarantine" }],
  ["quarantine", "state = 'open'", `quarantine_id = ${another}`, { where: "quarantine" }],
  [
    "subject_key",
    "subject_id in (select quarantine_id from bailiwick.quarantine)",
    "delete",
    { where: "quarantine" },
  ],
  ["reference", "true", `target_id = ${another}`, { where: "reference" }],
  ["reference", "true", "delete", { where: "reference" }],
])("a row of %s where %s is seen after: %s", async (table, which, change, fault) => {
  // Of those that are meant always the same one: the copy, from which all is put back, stays in its order.
  const row = `t::text = (select c::text from public."${table}" as c where ${which} order by ctid limit 1)`;
  const statement =
    {
      delete: `delete from bailiwick."${table}" as t where ${row}`,
      twice: `insert into bailiwick."${table}" select * from bailiwick."${table}" as t where ${row}`,
    }[change] ?? `update bailiwick."${table}" as t set ${change} where ${row}`;
  try {
    expect(await hub.database.transact((tx) => tx.many(`${statement} returning 1 as one`))).toHaveLength(1);
    expect((await verify(hub, { isActor })).fault).toMatchObject(fault);
  } finally {
    await changing(async (session) => {
      await session.run(`delete from bailiwick."${table}"`);
      await session.run(`insert into bailiwick."${table}" select * from public."${table}"`);
    });
  }
});
