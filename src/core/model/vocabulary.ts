import type { KeyShape, RecordShape } from "./shape.ts";
import { choice, duration, either, exact, list, name, record, table, text, whole, yesNo } from "./shape.ts";
import { attribute, governance, rule, stewardship } from "./vocabulary-attributes.ts";
import { source } from "./vocabulary-sources.ts";
import { namedType } from "./vocabulary-types.ts";
import { connectors, deletions, systemKinds } from "./vocabulary-words.ts";

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
