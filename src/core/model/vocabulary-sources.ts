import type { RecordShape } from "./shape.ts";
import { choice, decimal, either, name, number, oneOrMore, record, table, text, yesNo } from "./shape.ts";
import { currency } from "./vocabulary-types.ts";
import { formats } from "./vocabulary-words.ts";

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

/** One table, file or collection of a system, mapped to one entity type. */
export const source = record({
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
