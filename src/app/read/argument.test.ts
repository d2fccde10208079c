import { expect, it } from "vitest";
import type { Since } from "./answers.ts";
import { argumentOf, copyWords } from "./argument.ts";
import type { ExplainAnswer } from "./explain-answer.ts";

const now = new Date("2026-11-14T12:00:00Z");
const on = (asOf: string): Since => ({ index: 1, recordedAt: "2026-11-14T11:00:00.000000Z", asOf });
const copy = (system: string, value: string, more: Partial<ExplainAnswer["copies"][number]> = {}) => ({
  source: system,
  system,
  key: "1",
  link: null,
  value,
  state: "diverged",
  leave: null,
  cause: null,
  since: null,
  withinSeconds: 60,
  policy: "overwrite" as const,
  ...more,
});

const explanation: ExplainAnswer = {
  entity: { id: "0198", type: "campaign" },
  fact: "name",
  value: "Spring Launch 2026",
  basis: "authority",
  awaitsReference: false,
  since: on("2026-11-04T06:00:00.000000Z"),
  handover: null,
  origin: {
    source: "crm",
    system: "crm",
    key: "C-1",
    link: "https://crm.example/campaigns/C-1",
    since: null,
    rule: { source: "crm", when: null, place: "campaign.yaml:23" },
    chosen: null,
    from: null,
  },
  correct: {
    source: "crm",
    system: "crm",
    route: "manual",
    key: "C-1",
    link: "https://crm.example/campaigns/C-1",
    note: null,
    custodian: null,
    steward: null,
  },
  copies: [
    copy("mart", "Spring Launch 2026", { state: "in-step" }),
    copy("cms", "Spring launch", { cause: "late" }),
    copy("ops", "SPRING LAUNCH (old)", { cause: "foreign-edit", since: on("2026-11-12T06:00:00.000000Z") }),
    { ...copy("crm2", ""), value: undefined, state: "none" },
  ].map(({ value, ...rest }) => (value === undefined ? rest : { ...rest, value })),
  onDivergence: "overwrite",
  otherClaims: [],
  timeline: [],
  derived: null,
  heldBack: [],
  waiting: [],
  agreedBy: [],
  override: null,
  readBy: [],
};

it("the argument names what each system says, who is believed and where it is corrected, and how much else disagrees", () => {
  const shared = {
    attribute: "name",
    source: "mart",
    cause: "late",
    pattern: "other",
    policy: "flag",
    entities: 171,
  } as const;
  const types = [{ type: "campaign", title: "Campaign", entities: 3000, disagreeing: 214, shared }];
  const example = {
    title: "Campaign",
    label: "SPRING-26",
    ref: "crm:C-1",
    attribute: "name",
    attributeTitle: "Name",
    values: 3,
    explanation,
  };

  const argument = argumentOf({ types, example }, now);

  expect(argument.headline).toBe("Campaign SPRING-26 is called three different things right now:");
  expect(argument.statements.map((one) => [one.system, one.value, one.standing, one.policy])).toEqual([
    ["crm", "Spring Launch 2026", "authority (campaign.yaml:23)", null],
    ["cms", "Spring launch", "copy, late 10 d", "overwrite"],
    ["ops", "SPRING LAUNCH (old)", "copy, edited there on 12 Nov", "overwrite"],
    ["mart", "Spring Launch 2026", "copy, in step", null],
  ]);
  expect(argument.statements[0]?.correct).toBe("https://crm.example/campaigns/C-1");
  expect(argument.golden).toBe('Golden: "Spring Launch 2026", since 4 Nov.');
  expect(argument.counts).toEqual([
    "Today 214 of 3,000 campaigns disagree somewhere; 171 of them for one cause.",
  ]);
  expect(argument.example).toEqual({ address: "campaign/crm:C-1", attribute: "name" });
});

it("there is nothing to argue about where nothing is loaded, or everything agrees", () => {
  const types = [{ type: "campaign", title: "Campaign", entities: 7, disagreeing: 0, shared: null }];

  expect(argumentOf({ types: [], example: null }, now).headline).toBe("Nothing has been loaded yet.");
  expect(argumentOf({ types, example: null }, now)).toMatchObject({
    headline: "Everything that is compared is in step right now.",
    counts: [],
  });
});

it.each([
  ["in-transit", "under way, due within 60 s"],
  ["missing", "has no value"],
  ["never-synced", "never in step so far"],
] as const)("a copy that is %s is said to be: %s", (cause, words) => {
  const differing = { state: "diverged", leave: null, cause, since: null, withinSeconds: 60 };
  expect(copyWords(differing, null, now)).toBe(words);
});

it("a copy that may differ is said to be so, until when and by whose leave", () => {
  const leave = { until: "2026-12-24", by: "ana", reason: "no room", entry: 7 };
  const allowed = { state: "allowed", cause: "late", since: null, withinSeconds: 60 } as const;

  expect(copyWords({ ...allowed, leave: { kind: "waiver", ...leave } }, null, now)).toBe(
    "may differ until 2026-12-24 (ana: no room)",
  );
  expect(copyWords({ ...allowed, leave: { kind: "local", ...leave, by: null } }, null, now)).toBe(
    "may differ until 2026-12-24 (edits there are allowed)",
  );
  const hidden = { ...leave, by: { masked: true }, reason: { masked: true } } as const;
  expect(copyWords({ ...allowed, leave: { kind: "waiver", ...hidden } }, null, now)).toBe(
    "may differ until 2026-12-24 (masked)",
  );
  expect(copyWords({ ...allowed, leave: { kind: "local", ...hidden } }, null, now)).toBe(
    "may differ until 2026-12-24 (masked: edits there are allowed)",
  );
});
