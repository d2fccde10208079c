import type { RecordShape, TextShape } from "./shape.ts";
import { choice, decimal, either, name, oneOrMore, record, table, text, whole, yesNo } from "./shape.ts";
import { ignorable, listKinds, standardisers, typeNames } from "./vocabulary-words.ts";

/** A currency, as money names it. */
export const currency = {
  kind: "text",
  pattern: { regex: /^[A-Z]{3}$/, words: "a currency: its ISO 4217 code of three capitals, as EUR" },
} as const;

/** What counts as equal. */
export const compare = record({
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
export const typeKeys = {
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

/** Whether values are personal or sensitive, and whose they are. */
export const privacy = {
  personal: { about: "The category of personal data; its values are sealed and masked.", shape: text },
  subject: {
    about: "Whose data it is: the record's, or the person's whom the value names.",
    shape: choice(["record", "value"]),
  },
  sensitive: { about: "Sealed and masked though not personal. Default: false.", shape: yesNo },
} as const satisfies RecordShape["keys"];

/** A type by a name, under `types`. */
export const namedType = record({
  ...typeKeys,
  compare: { about: "What counts as equal.", shape: compare },
  ...privacy,
});
