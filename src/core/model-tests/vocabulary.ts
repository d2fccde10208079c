import {
  any,
  choice,
  list,
  name,
  type RecordShape,
  record,
  table,
  text,
  whole,
  yesNo,
} from "../model/shape.ts";
import { policies } from "../model/vocabulary-words.ts";

export const bases = ["authority", "carried", "fallback", "override", "held", "derived", "none"] as const;
export const routes = ["direct", "write-back", "manual"] as const;
export const causes = [
  "in-transit",
  "late",
  "foreign-edit",
  "never-synced",
  "missing",
  "awaits-reference",
] as const;
export const patterns = [
  "case",
  "spaces",
  "punctuation",
  "truncation",
  "code",
  "swapped",
  "empty",
  "other",
] as const;
export const copyStates = ["in-step", "diverged", "allowed", "unstated", "not-asked", "none"] as const;
export const divergenceStates = ["open", "allowed"] as const;
export const layers = ["claim", "override"] as const;
export const states = ["active", "retired", "archived"] as const;

const address = {
  kind: "text",
  pattern: { regex: /^[a-z][a-z0-9_-]{0,62}:./su, words: "a record: <source>:<key>, as crm:C-1042" },
} as const;
const day = {
  kind: "text",
  pattern: { regex: /^\d{4}-\d\d-\d\d$/, words: "a day, as 2026-11-14" },
} as const;

const moment = {
  kind: "text",
  pattern: {
    regex: /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,6})?Z)?$/,
    words: "a day, as 2026-11-14, or a moment in UTC, as 2026-11-14T05:00:00Z",
  },
} as const;

const step = record({
  record: { about: "A record of a source says something: <source>:<key>.", shape: address },
  columns: {
    about: "What it says, by column, as its source writes it. What it said before and is not named stays.",
    shape: table("codes", any),
  },
  claims: {
    about:
      "What it says, by attribute, in the form of the model. What it said before and is not named stays.",
    shape: table("used", any),
  },
  links: {
    about: "By source, the key of the record there that it names as the same thing.",
    shape: table("used", text),
  },
  without: { about: "Columns or attributes of which it says nothing from now on.", shape: list(text) },
  deleted: { about: "true: it is gone at its source.", shape: yesNo },
  valid: {
    about: "From when until when what `claims` says is true, of a dated source. Default: ever.",
    shape: record({
      from: { about: "The first day or moment. Default: since ever.", shape: text },
      to: {
        about: "The first day or moment when it is true no more. Default: no end is known.",
        shape: text,
      },
    }),
  },
  "as-of": {
    about: "The day, or instant in UTC, by which its source dates it. Default: after all before.",
    shape: text,
  },
  held: {
    about: "By attribute, the code with which its value must be held back at the door.",
    shape: table("used", text),
  },
  enter: { about: "Facts are entered here, on the entity of this record.", shape: address },
  create: { about: "An entity of this type is created here.", shape: name },
  called: { about: "What the test calls the entity created: its address is hub:<called>.", shape: name },
  facts: { about: "The facts entered, by attribute.", shape: table("used", any) },
  override: { about: "A fact of the entity of this record is overridden.", shape: address },
  "end-override": {
    about: "The override of a fact of the entity of this record is ended.",
    shape: address,
  },
  approve: {
    about: "Someone agrees to what waits for approval on the entity of this record.",
    shape: address,
  },
  decline: { about: "Someone refuses it.", shape: address },
  layer: {
    about: "Which value is decided on, where a claim and an override wait. Default: the override.",
    shape: choice(layers),
  },
  waive: { about: "Someone lets this record differ in a fact for a time.", shape: address },
  withdraw: { about: "Leave for this record to differ in a fact is taken back.", shape: address },
  fact: { about: "The attribute of an override, of what waits, or of what may differ.", shape: text },
  value: { about: "What it is set to.", shape: any },
  by: { about: "The person who enters or sets it, or decides.", shape: text },
  reason: { about: "Why. Default: a test.", shape: text },
  until: { about: "The day of its end, or authority-changes.", shape: text },
  same: { about: "Someone decides that these two records are the same thing.", shape: list(address, 2) },
  different: {
    about: "Someone decides that these two records are different things.",
    shape: list(address, 2),
  },
  day: {
    about: "The calendar moves on to this day, or moment in UTC; what is due then comes.",
    shape: moment,
  },
  refused: { about: "The code with which this must be refused.", shape: text },
});

const divergenceKeys = {
  record: { about: "The record of the copy.", shape: address, required: true },
  holds: { about: "What it says, in the form of the model.", shape: any },
  cause: { about: "Why it differs.", shape: choice(causes) },
  policy: { about: "What the model does about it.", shape: choice(policies) },
  pattern: { about: "How the two values differ.", shape: choice(patterns) },
  state: { about: "Whether it may differ for now: open or allowed.", shape: choice(divergenceStates) },
  until: { about: "The day on which it has to follow again.", shape: day },
} as const satisfies RecordShape["keys"];

const factDivergence = record(divergenceKeys);
const divergence = record({
  fact: { about: "The attribute.", shape: text, required: true },
  ...divergenceKeys,
});

const correct = record({
  in: { about: "The source, or its system, where it is corrected; hub is here.", shape: name },
  route: { about: "The way there.", shape: choice(routes) },
  record: { about: "The record there.", shape: address },
  steward: { about: "Who decides.", shape: name },
  custodian: { about: "Who operates it there.", shape: name },
});

/** What may be said of a value that waits for approval. */
export const awaitsDetail: RecordShape = record({
  value: { about: "The value that waits.", shape: any },
  layer: { about: "Whether a claim or an override waits.", shape: choice(layers) },
  source: { about: "The source that states it; hub is here.", shape: name },
  "approved-by": { about: "All who have agreed so far; [] is nobody.", shape: list(text) },
  "declined-by": { about: "Who has declined it; none is nobody.", shape: text },
});

/** What may be said of one fact, where a map stands for it. */
export const factDetail: RecordShape = record({
  value: {
    about: "Its golden value; of a reference the entity, by one of its records. null is empty.",
    shape: any,
  },
  basis: { about: "Why the value is what it is.", shape: choice(bases) },
  source: { about: "The source that stands behind the value.", shape: name },
  record: { about: "The record that stands behind the value.", shape: address },
  authority: { about: "The source that is the authority now.", shape: name },
  correct: { about: "Where a wrong value is corrected.", shape: correct },
  copies: { about: "By source, how its copies stand to it.", shape: table("used", choice(copyStates)) },
  divergences: { about: "All its open divergences; [] is none.", shape: list(factDivergence) },
  awaits: { about: "The value that waits for approval, as a map; none where nothing does.", shape: any },
});

const expectation = record({
  entity: { about: "The entity of this record, of which the rest is said.", shape: address },
  state: { about: "Whether it is active, retired or archived.", shape: choice(states) },
  records: { about: "All its living records.", shape: list(address) },
  facts: {
    about: "By attribute its golden value, or a map of what is to be said of the fact.",
    shape: table("used", any),
  },
  divergences: { about: "All its open divergences; [] is none.", shape: list(divergence) },
  findings: { about: "All rules that do not hold for it; [] is none.", shape: list(text) },
  apart: { about: "Records of which no two are the same entity.", shape: list(address, 2) },
  duplicates: {
    about: "All pairs of records whose entities may be the same thing; [] is none.",
    shape: list(list(address, 2)),
  },
  type: { about: "An entity type that is counted.", shape: name },
  count: { about: "How many entities of the type there are.", shape: whole(0, 1_000_000) },
});

const stage = {
  given: { about: "What is recorded, in this order.", shape: list(step) },
  expect: { about: "What must hold then.", shape: list(expectation) },
} as const satisfies RecordShape["keys"];

/** One document of a file of model tests. */
export const testDocument: RecordShape = record({
  tests: {
    about: "The tests.",
    required: true,
    shape: list(
      record({
        name: { about: "What it claims, in words.", shape: text, required: true },
        day: { about: "The day, or moment in UTC, at which it begins. Default: 2026-01-01.", shape: moment },
        ...stage,
        next: { about: "What happens after that, and what must hold then.", shape: list(record(stage)) },
      }),
    ),
  },
});
