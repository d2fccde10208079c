import type { KeyShape, RecordShape, TextShape } from "./shape.ts";
import {
  any,
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
  "quantity",
  "group",
  "list",
] as const;
/** The types that a field of a group may have: one value. */
export const scalarNames = [
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
  "quantity",
  "json",
  "ref",
] as const;
export const beliefs = ["whole", "per-key"] as const;
export const listKinds = ["set", "sequence"] as const;
export const approvable = ["source", "correction", "override"] as const;
export const meanwhiles = ["keep-last", "none"] as const;
export const standardisers = ["trim", "collapse-spaces", "upper", "lower", "nfc", "digits", "e164"] as const;
export const ignorable = ["case", "whitespace", "punctuation"] as const;
export const policies = ["flag", "overwrite", "propose", "ask"] as const;
export const survivors = ["most-recent", "most-complete", "longest"] as const;
export const deletions = ["keep", "retire", "archive", "delete-copies"] as const;
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
  ignore: {
    about: "Placeholders that never match: of a group, whatever field holds one.",
    shape: list(exact),
  },
  "unless-different": { about: "No match where both state these and differ.", shape: list(name) },
  "at-most": {
    about: "More entities than this behind one value, and it ties nothing.",
    shape: whole(1, 1_000_000),
  },
});

const existence = record({
  authority: { about: "The source that decides whether the entity exists.", shape: name },
  "on-delete": {
    about: "What follows when its record is deleted. Default: keep.",
    shape: choice(deletions),
  },
  "merged-into": {
    about: "The column of that source that holds the key of the record that it was merged into.",
    shape: text,
  },
  "keys-reused": {
    about: "Whether what returns under a deleted key of that source is another thing. Default: false.",
    shape: yesNo,
  },
});

const format = record({
  type: { about: "How the file is written.", shape: choice(formats), required: true },
  delimiter: {
    about: "Between the columns of a CSV file. Default: found out.",
    shape: { kind: "text", pattern: { regex: /^[^"\r\n]$/u, words: "one character" } },
  },
});

const fieldKeys = {
  from: { about: "The column, or the path into nested JSON with dots.", shape: text },
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
  unit: {
    about: "The unit in which the system holds a quantity, or { from: column }; of a number, in words.",
    shape: either(
      text,
      record(
        { from: { about: "The column of the unit.", shape: text, required: true } },
        { section: "unit of fields" },
      ),
    ),
  },
  scale: { about: "The stored number times this is ours: 0.01 for cents.", shape: decimal },
  write: { about: "false: the system refreshes it itself, and it is only watched.", shape: yesNo },
} as const satisfies RecordShape["keys"];

const partField = record(fieldKeys, { section: "fields of fields" });

const shapedFieldKeys = {
  ...fieldKeys,
  fields: {
    about:
      "The columns of a group by its fields; of a list of groups, the members of each element. Default: named as the fields.",
    shape: table("used", either(text, partField)),
  },
  separator: { about: "Between the elements of a list that is held as one text.", shape: text },
  element: {
    about: "true: each record states one element of the list, instead of the list. Default: false.",
    shape: yesNo,
  },
} as const satisfies RecordShape["keys"];

const field = record({
  ...shapedFieldKeys,
  per: {
    about: "The column that says for which code the record speaks, or a map from each code to its field.",
    shape: either(text, table("codes", either(text, record(shapedFieldKeys, { section: "per of fields" })))),
  },
});

const keyLinks = table("used", text);

const source = record({
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
  valid: {
    about: "The columns that say from when until when a record is true in the world.",
    shape: record({
      from: { about: "The column of the first day or moment.", shape: text, required: true },
      to: {
        about: "The column of the end, which is the first day or moment when it is true no more.",
        shape: text,
      },
      order: {
        about:
          "The column by which the later of two rows of one key and beginning is known: the higher counts.",
        shape: text,
      },
      zone: {
        about: "The time zone in which days begin, and of which timestamps without offset are.",
        shape: text,
      },
    }),
  },
});

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
    about: "Numbers, quantities (in their unit), dates (days) and timestamps (seconds) this close are equal.",
    shape: decimal,
  },
  "max-length": {
    about:
      "By system or source: text is compared up to this length, where white space at the cut does not count.",
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

const typeName: TextShape = { ...name, words: typeNames };

/** What belongs to a type that is one value, wherever it is written. */
const valueKeys = {
  type: { about: "The type of its values: one of these, or a named one.", shape: typeName },
  title: { about: "What it is called among people.", shape: text },
  description: { about: "What it means.", shape: text },
  codes: { about: "The code list of a code.", shape: name },
  currency: { about: "The currency of money.", shape: currency },
  unit: { about: "The unit of a quantity, to which all others are converted: kg, m, 1/min.", shape: text },
  zone: { about: "Whether a timestamp has an offset. Default: true.", shape: yesNo },
  standardise: {
    about: "How values are changed as they come in.",
    shape: oneOrMore(choice(standardisers)),
  },
} as const satisfies RecordShape["keys"];

const referent = {
  to: { about: "The entity type that a ref refers to.", shape: name },
} as const satisfies RecordShape["keys"];

const part = record(
  {
    ...valueKeys,
    ...referent,
    required: { about: "Whether a group without it is refused. Default: false.", shape: yesNo },
  },
  { section: "fields of a group" },
);

const groupKeys = {
  fields: {
    about: "The fields of a group, which are believed and written as a whole.",
    shape: table("declared", either(typeName, part)),
  },
  ...referent,
} as const satisfies RecordShape["keys"];

/** What belongs to any type. */
const typeKeys = {
  ...valueKeys,
  ...groupKeys,
  of: {
    about: "The type of the elements of a list.",
    shape: either(typeName, record({ ...valueKeys, ...groupKeys })),
  },
  as: {
    about: "Whether the order and number of equal elements mean nothing (set) or something. Default: set.",
    shape: choice(listKinds),
  },
  "keyed-by": { about: "The field by which the elements of a list of groups are told apart.", shape: name },
} as const satisfies RecordShape["keys"];

const privacy = {
  personal: { about: "The category of personal data; its values are sealed and masked.", shape: text },
  subject: {
    about: "Whose data it is: the record's, or the person's whom the value names.",
    shape: choice(["record", "value"]),
  },
  sensitive: { about: "Sealed and masked though not personal. Default: false.", shape: yesNo },
} as const satisfies RecordShape["keys"];

const blank = {
  about: "What an empty field of the authority means: empty (default), or a gap to be filled.",
  shape: choice(["empty", "gap"]),
} as const;

/** What an attribute says of the way in which it is governed; what may also be said once for all of them. */
const governance = {
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

const attribute = record({
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

const namedType = record({
  ...typeKeys,
  compare: { about: "What counts as equal.", shape: compare },
  ...privacy,
});

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

/** The keys that `defaults` may give to every attribute. */
export const defaultKeys = Object.keys(governance);

const consumer = record({
  title: { about: "What it is called among people.", shape: text },
  owner: { about: "The people who answer for it.", shape: name, required: true },
  entity: { about: "The entity type that it reads.", shape: name, required: true },
  attributes: { about: "The attributes that it reads. Default: all.", shape: list(text, 1) },
  "max-age": { about: "How old what it reads may be.", shape: duration },
  purpose: {
    about: "What it reads them for; required where one of them is personal.",
    shape: text,
  },
});

/** One document of a model file. */
export const document: RecordShape = record(
  {
    systems: { about: "The applications that hold facts.", shape: table("declared", system) },
    people: { about: "Teams and roles.", shape: table("declared", people) },
    codes: {
      about: "Code lists: our codes, and what each system writes for them.",
      shape: table("declared", table("codes", code)),
    },
    types: {
      about: "Types by a name, for use wherever a type is written.",
      shape: table("declared", namedType),
    },
    defaults: {
      about:
        "What every attribute has that does not say otherwise: of the entity type of this document, or, without one, of all.",
      shape: record(governance),
    },
    consumers: {
      about: "Who reads facts, and what for: reports, services, teams.",
      shape: table("declared", consumer),
    },
    entity: { about: "The name of the entity type that this document declares.", shape: name },
    ...entityKeys,
  },
  { later: ["log"] },
);
