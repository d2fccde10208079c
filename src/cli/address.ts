import { usage } from "./cli-error.ts";

/** An entity as the command line names it. */
export interface Address {
  readonly type: string;
  /** An id, or `source:key`. */
  readonly ref: string;
}

/** Parses `campaign/crm:C-1042` or `campaign/0198…`. The key may hold slashes: only the first one parts. */
export function parseAddress(text: string): Address {
  const slash = text.indexOf("/");
  if (slash <= 0 || slash === text.length - 1) {
    usage(
      `'${quoted(text)}' names no entity.`,
      "Write <type>/<id> or <type>/<source>:<key>, for instance campaign/crm:C-100926.",
    );
  }
  return { type: text.slice(0, slash), ref: text.slice(slash + 1) };
}

export function isUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
}

/** One condition of a list, as the API takes it. */
export interface Condition {
  readonly attribute: string;
  readonly op: "eq" | "ne" | "lt" | "lte" | "gt" | "gte" | "in" | "prefix" | "contains" | "empty";
  readonly value: string | boolean | readonly string[];
}

/** Parses `name=Spring`, `budget>=100`, `stage!=live`, `stage=draft|live`, `name^=Sp`, `tags~=red`, `owner_email:empty`. */
export function parseFilter(text: string): Condition {
  const [, blank, state] = /^([\w.-]+(?:\[.*?\])?(?:\.[\w-]+)?):(empty|set)$/.exec(text) ?? [];
  if (blank !== undefined) return { attribute: blank, op: "empty", value: state === "empty" };
  const [, attribute, sign, value = ""] =
    /^([\w.-]+(?:\[.*?\])?(?:\.[\w-]+)?)(!=|>=|<=|\^=|~=|=|>|<)(.*)$/s.exec(text) ?? [];
  if (attribute === undefined || sign === undefined) {
    usage(
      `'${quoted(text)}' is no filter.`,
      "Write <attribute><sign><value> with one of = != < <= > >= ^= (begins with) ~= (contains), or <attribute>:empty.",
    );
  }
  if (sign === "=" && value.includes("|")) return { attribute, op: "in", value: value.split("|") };
  return { attribute, op: operators[sign as keyof typeof operators], value };
}

const operators = {
  "=": "eq",
  "!=": "ne",
  "<": "lt",
  "<=": "lte",
  ">": "gt",
  ">=": "gte",
  "^=": "prefix",
  "~=": "contains",
} as const satisfies Record<string, Condition["op"]>;

/** Parses a day that is given to an option, 2026-12-24, or one of some words in its place. */
export const dayOf =
  (flag: string, ...words: readonly string[]) =>
  (text: string): string => {
    if (words.includes(text) || isDay(text)) return text;
    return usage(
      `${flag} '${quoted(text)}' is no day.`,
      `Write a day, 2026-12-24${words.map((word) => `, or ${word}`).join("")}.`,
    );
  };

function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** Parses a moment: a day (its beginning in UTC), or an instant with its zone. Gives an instant in UTC. */
export function parseInstant(text: string, flag: string): string {
  if (isDay(text)) return `${text}T00:00:00.000Z`;
  const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  if (isInstant && isDay(text.slice(0, 10)) && !Number.isNaN(Date.parse(text))) return text;
  return usage(
    `${flag} '${quoted(text)}' is no moment.`,
    "Write a day, 2026-11-14, or an instant with its zone, 2026-11-14T06:00:00Z.",
  );
}

/** Parses a moment that is given to an option. */
export const instantOf =
  (flag: string) =>
  (text: string): string =>
    parseInstant(text, flag);

/** Parses a delimiter: one character, or `tab`. */
export function parseDelimiter(text: string): string {
  if (text === "tab" || text === "\\t") return "\t";
  if ([...text].length !== 1) usage(`--delimiter '${text}' is not one character.`, "Write tab for a tab.");
  return text;
}

/** Parses a whole number from 1 on. */
export function parseCount(text: string, flag: string, max: number): number {
  if (!/^[1-9]\d*$/.test(text)) usage(`${flag} '${quoted(text)}' is no whole number from 1 on.`);
  const count = Number(text);
  if (count > max) usage(`${flag} '${quoted(text)}' is too large: ${max} is the most.`);
  return count;
}

/** Parses a whole number from 1 on that is given to an option. */
export const countOf =
  (flag: string, max = 999_999_999) =>
  (text: string): number =>
    parseCount(text, flag, max);

/** Parses the id of a run, a token or the like. `listedBy` is the command that shows them. */
export const idListedBy =
  (listedBy: string) =>
  (text: string): string => {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text))
      usage(`'${quoted(text)}' is no id.`, `They are listed by: bailiwick ${listedBy}`);
    return text;
  };

/** What was written, as far as it tells anybody what it is. */
const quoted = (text: string): string => (text.length > 100 ? `${text.slice(0, 100)}…` : text);
