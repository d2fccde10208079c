import type { RecordShape } from "./shape.ts";
import { any, choice, duration, either, list, name, oneOrMore, record, text, whole, yesNo } from "./shape.ts";
import { compare, privacy, typeKeys } from "./vocabulary-types.ts";
import {
  approvable,
  beliefs,
  dimensions,
  meanwhiles,
  policies,
  scopes,
  severities,
  survivors,
} from "./vocabulary-words.ts";

/** Who answers for something, decides in it and operates it. */
export const stewardship = {
  owner: { about: "The people who answer for it.", shape: name },
  steward: { about: "The people who decide in it.", shape: name },
  custodian: { about: "The people who operate it.", shape: name },
} as const satisfies RecordShape["keys"];

const authority = record({
  system: {
    about: "The system whose claim is believed, where it has one source of the attribute.",
    shape: name,
  },
  source: { about: "The source whose claim is believed.", shape: name },
  when: { about: "CEL over the entity's facts: only then.", shape: text },
});

const copy = record({
  source: { about: "The source that holds the copy.", shape: name },
  system: { about: "The system that holds the copy, where it has one source of the attribute.", shape: name },
  within: { about: "How soon it must follow. Default: 60s.", shape: duration },
  "on-divergence": { about: "What happens when this copy differs.", shape: choice(policies) },
  create: { about: "Whether a record is made where the system has none. Default: false.", shape: yesNo },
  write: { about: "Whether it is written to. Default: where the system is writable.", shape: yesNo },
});

/** What must hold, and how bad it is where it does not. */
export const rule = record({
  name: { about: "Its name.", shape: name, required: true },
  scope: {
    about: "What it is judged on. Default: field under an attribute, else entity.",
    shape: choice(scopes),
  },
  attribute: { about: "The attribute that a rule of scope field is about.", shape: name },
  check: { about: "CEL that must hold.", shape: text, required: true },
  severity: { about: "Default: warning.", shape: choice(severities) },
  dimension: { about: "The dimension of quality. Default: conformity.", shape: choice(dimensions) },
  message: { about: "What to tell people when it does not hold.", shape: text },
});

const edits = record({
  "propose-from": {
    about: "Copies at which an edit becomes a proposal to the authority.",
    shape: oneOrMore(name),
  },
  override: {
    about: "Whether, and by whom, a value may be set here against the authority.",
    shape: either(
      yesNo,
      record({
        by: { about: "The people who may.", shape: name },
        days: { about: "For at most so many days.", shape: whole(1, 3_660) },
      }),
    ),
  },
  local: {
    about: "That copies may differ for a time by edits there.",
    shape: record({
      when: { about: "CEL over the entity's facts: only then. Default: always.", shape: text },
      by: {
        about: "The people who answer for such edits. Default: the custodian of the copy's system.",
        shape: name,
      },
      days: {
        about: "For so many days from when the copy was first seen to differ.",
        shape: whole(1, 3_660),
        required: true,
      },
    }),
  },
});

const approval = record({
  for: {
    about: "What awaits approval. Default: source, correction, override.",
    shape: oneOrMore(choice(approvable)),
  },
  by: { about: "The people of whom the approval must come.", shape: name, required: true },
  count: { about: "How many of them. Default: 1.", shape: whole(1, 10) },
  meanwhile: { about: "What is believed until then. Default: keep-last.", shape: choice(meanwhiles) },
});

const blank = {
  about: "What an empty field of the authority means: empty (default), or a gap to be filled.",
  shape: choice(["empty", "gap"]),
} as const;

/** What an attribute says of the way in which it is governed; what may also be said once for all of them. */
export const governance = {
  blank,
  fallback: { about: "Who is asked in order where the authority has no claim.", shape: oneOrMore(name) },
  survivorship: {
    about: "Which record counts where one source has several for an entity.",
    shape: either(
      choice(survivors),
      record({ "same-as": { about: "The record that won this attribute.", shape: name, required: true } }),
    ),
  },
  handover: {
    about: "What happens to the value when authority moves. Default: carry.",
    shape: choice(["carry", "adopt"]),
  },
  "on-divergence": { about: "What happens when a copy differs. Default: flag.", shape: choice(policies) },
  within: { about: "How soon its copies must follow. Default: 60s.", shape: duration },
  edits: { about: "Where else it may be edited.", shape: edits },
  correct: { about: "How a wrong value is corrected, in words.", shape: text },
  ...stewardship,
} as const satisfies RecordShape["keys"];

/** What is declared of one attribute. */
export const attribute = record({
  ...typeKeys,
  examples: { about: "Values as it has them, for those who read of it.", shape: list(any) },
  hierarchy: { about: "Whether a ref makes a tree: parents, children, roots. Default: false.", shape: yesNo },
  per: { about: "The code list of which each code has a value of its own.", shape: oneOrMore(name) },
  believed: {
    about:
      "Whether a keyed list is one fact (whole), or each of its elements one (per-key). Default: per-key, of personal lists whole.",
    shape: choice(beliefs),
  },
  combine: {
    about:
      "union: the authorities are believed together, and each element stays until who states it withdraws it.",
    shape: choice(["union"]),
  },
  "copy-of": { about: "reference.attribute: a fact of another entity, kept on this one.", shape: text },
  derived: { about: "CEL over the entity's facts that gives the value.", shape: text },
  required: { about: "Whether it must have a value. Default: false.", shape: yesNo },
  compare: { about: "What counts as equal. It changes no value.", shape: compare },
  ...privacy,
  indexed: { about: "Whether lists filter and sort on it fast. Default: false.", shape: yesNo },
  authority: {
    about:
      "Who is believed: a source, a system with one source of it, or hub; of several the first whose condition holds.",
    shape: oneOrMore(either(name, authority)),
  },
  copies: { about: "Who follows it.", shape: oneOrMore(either(name, copy)) },
  approve: { about: "Who must approve a value before it is believed.", shape: approval },
  rules: { about: "Rules about this attribute.", shape: list(rule) },
  ...governance,
});
