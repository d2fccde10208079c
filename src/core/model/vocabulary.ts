import type { KeyShape, RecordShape } from "./shape.ts";
import {
  choice,
  decimal,
  duration,
  either,
  exact,
  list,
  name,
  number,
  oneOrMore,
  record,
  table,
  text,
  whole,
  yesNo,
} from "./shape.ts";

export const systemKinds = ["record", "engagement", "insight"] as const;
export const connectors = ["postgres", "file"] as const;
export const typeNames = [
  "text",
  "integer",
  "decimal",
  "float",
  "boolean",
  "date",
  "timestamp",
  "email",
  "phone",
  "url",
  "code",
  "money",
  "json",
  "ref",
] as const;
export const standardisers = ["trim", "collapse-spaces", "upper", "lower", "nfc", "digits", "e164"] as const;
export const ignorable = ["case", "whitespace", "punctuation"] as const;
export const policies = ["flag", "overwrite", "propose", "ask"] as const;
export const survivors = ["most-recent", "most-complete", "longest"] as const;
export const deletions = ["keep", "retire", "delete-copies"] as const;
export const formats = ["csv", "jsonl", "parquet"] as const;
export const scopes = ["field", "record", "entity"] as const;
export const severities = ["info", "warning", "error"] as const;
export const dimensions = [
  "completeness",
  "conformity",
  "consistency",
  "accuracy",
  "timeliness",
  "uniqueness",
] as const;

const currency = {
  kind: "text",
  pattern: { regex: /^[A-Z]{3}$/, words: "a currency: its ISO 4217 code of three capitals, as EUR" },
} as const;

const stewardship = {
  owner: { about: "The people who answer for it.", shape: name },
  steward: { about: "The people who decide in it.", shape: name },
  custodian: { about: "The people who operate it.", shape: name },
} as const satisfies RecordShape["keys"];

const system = record({
  title: { about: "What it is called among people.", shape: text },
  kind: { about: "What it is for. It describes, and confers no authority.", shape: choice(systemKinds) },
  connector: {
    about: "How it is reached; without one it is loaded by hand or pushes.",
    shape: choice(connectors),
  },
  writable: { about: "Whether facts may be written to it. Default: false.", shape: yesNo },
  url: {
    about:
      "Address of the database, for the connector postgres. Secrets belong in variables of the environment.",
    shape: text,
  },
  path: { about: "Folder of the files, for the connector file.", shape: text },
  ...stewardship,
});

const people = record({
  title: { about: "What they are called.", shape: text },
  members: { about: "Their e-mail addresses.", shape: list(text), required: true },
});

const code = record(
  { title: { about: "What the code means.", shape: text } },
  { others: { about: "What this system writes for the code. Default: the code itself.", shape: exact } },
);

const matchGuards = record({
  keys: {
    about: "Records with equal values of all of these are the same entity.",
    shape: list(name, 1),
    required: true,
  },
  ignore: { about: "Placeholders that never match.", shape: list(exact) },
  "unless-different": { about: "No match where both state these and differ.", shape: list(name) },
  "at-most": {
    about: "More entities than this behind one value, and it ties nothing.",
    shape: whole(1, 1_000_000),
  },
});

const existence = record(
  {
    authority: { about: "The source that decides whether the entity exists.", shape: name },
    "on-delete": {
      about: "What follows when its record is deleted. Default: keep.",
      shape: choice(deletions),
    },
  },
  { later: ["merged-into", "keys-reused"] },
);

const format = record({
  type: { about: "How the file is written.", shape: choice(formats), required: true },
  delimiter: {
    about: "Between the columns of a CSV file. Default: found out.",
    shape: { kind: "text", pattern: { regex: /^[^"\r\n]$/u, words: "one character" } },
  },
});

const field = record({
  from: { about: "The column, or the path into nested JSON with dots.", shape: text, required: true },
  codes: { about: "The code list by which the system's codes are read as ours.", shape: name },
  by: { about: "A reference is held as the value of this attribute of the target.", shape: name },
  as: { about: "A reference is held as the key of this source.", shape: name },
  currency: {
    about: "The currency of all amounts, or { from: column } where it differs.",
    shape: either(
      currency,
      record({ from: { about: "The column of the currency.", shape: text, required: true } }),
    ),
  },
  unit: { about: "The unit in which the system holds it, in words.", shape: text },
  scale: { about: "The stored number times this is ours: 0.01 for cents.", shape: decimal },
  write: { about: "false: the system refreshes it itself, and it is only watched.", shape: yesNo },
});

const keyLinks = table("used", text);

const source = record(
  {
    name: { about: "Its name, one of its own in the whole model.", shape: name, required: true },
    system: { about: "The system that holds it.", shape: name, required: true },
    table: { about: "Table or view, with its schema.", shape: text },
    file: { about: "File name, with * for any characters.", shape: text },
    format: { about: "How the file is written.", shape: either(choice(formats), format) },
    key: { about: "The column, or columns, of the record key.", shape: oneOrMore(text), required: true },
    "key-personal": {
      about: "Whether the key itself is personal. Default: whether it is a personal attribute's column.",
      shape: yesNo,
    },
    link: {
      about:
        "The address at which a person sees the record, with {key}; or the columns that hold other sources' keys.",
      shape: either(text, keyLinks),
    },
    links: {
      about: "The columns that hold other sources' keys: such records are the same entity.",
      shape: keyLinks,
    },
    fields: {
      about: "What the source states, by attribute.",
      shape: table("used", either(text, field)),
      required: true,
    },
    guard: {
      about: "The largest shares (0 to 1) that one complete run may delete or change without being held.",
      shape: record({
        deleted: { about: "Default: 0.2.", shape: number(0, 1) },
        changed: { about: "Default: 0.5.", shape: number(0, 1) },
      }),
    },
  },
  { later: ["valid"] },
);

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

const rule = record({
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

const compare = record({
  ignore: { about: "What does not count as a difference.", shape: oneOrMore(choice(ignorable)) },
  tolerance: {
    about: "Numbers, dates (days) and timestamps (seconds) this close are equal.",
    shape: decimal,
  },
  "max-length": {
    about: "By system or source: text is compared up to this length.",
    shape: table("used", whole(1, 1_000_000)),
  },
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
});

const attribute = record(
  {
    type: { about: "The type of its values.", shape: choice(typeNames, ["quantity", "group", "list"]) },
    title: { about: "What it is called among people.", shape: text },
    description: { about: "What it means.", shape: text },
    codes: { about: "The code list of a code.", shape: name },
    currency: { about: "The currency of money.", shape: currency },
    zone: { about: "Whether a timestamp has an offset. Default: true.", shape: yesNo },
    to: { about: "The entity type that a ref refers to.", shape: name },
    "copy-of": { about: "reference.attribute: a fact of another entity, kept on this one.", shape: text },
    required: { about: "Whether it must have a value. Default: false.", shape: yesNo },
    standardise: {
      about: "How values are changed as they come in.",
      shape: oneOrMore(choice(standardisers)),
    },
    compare: { about: "What counts as equal. It changes no value.", shape: compare },
    personal: { about: "The category of personal data; its values are sealed and masked.", shape: text },
    subject: {
      about: "Whose data it is: the record's, or the person's whom the value names.",
      shape: choice(["record", "value"]),
    },
    sensitive: { about: "Sealed and masked though not personal. Default: false.", shape: yesNo },
    blank: {
      about: "What an empty field of the authority means: empty (default), or a gap to be filled.",
      shape: choice(["empty", "gap"]),
    },
    indexed: { about: "Whether lists filter and sort on it fast. Default: false.", shape: yesNo },
    authority: {
      about:
        "Who is believed: a source, a system with one source of it, or hub; of several the first whose condition holds.",
      shape: oneOrMore(either(name, authority)),
    },
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
    copies: { about: "Who follows it.", shape: oneOrMore(either(name, copy)) },
    "on-divergence": { about: "What happens when a copy differs. Default: flag.", shape: choice(policies) },
    edits: { about: "Where else it may be edited.", shape: edits },
    correct: { about: "How a wrong value is corrected, in words.", shape: text },
    rules: { about: "Rules about this attribute.", shape: list(rule) },
    ...stewardship,
  },
  {
    later: [
      "derived",
      "approve",
      "per",
      "group",
      "list",
      "set",
      "sequence",
      "keyed-by",
      "valid",
      "waiver",
      "waivers",
    ],
  },
);

/** The keys of an entity type, beside `entity` itself, at the top of a document. */
export const entityKeys: Readonly<Record<string, KeyShape>> = {
  title: { about: "What one is called among people.", shape: text },
  description: { about: "What it is.", shape: text },
  domain: { about: "The domain of the business that it belongs to.", shape: name },
  ...stewardship,
  "match-on": {
    about: "Which records are the same entity, in this order.",
    shape: list(either(list(name, 1), matchGuards)),
  },
  exists: { about: "Who decides whether an entity exists.", shape: existence },
  sources: { about: "The tables and files that tell of it.", shape: list(source) },
  attributes: { about: "What is known of it.", shape: table("declared", attribute) },
  rules: { about: "What must hold.", shape: list(rule) },
};

/** One document of a model file. */
export const document: RecordShape = record(
  {
    systems: { about: "The applications that hold facts.", shape: table("declared", system) },
    people: { about: "Teams and roles.", shape: table("declared", people) },
    codes: {
      about: "Code lists: our codes, and what each system writes for them.",
      shape: table("declared", table("codes", code)),
    },
    entity: { about: "The name of the entity type that this document declares.", shape: name },
    ...entityKeys,
  },
  { later: ["types", "defaults", "valid", "log", "approve", "waivers"] },
);
