import { modelName, singular, thingsIn, wordsIn } from "./names.ts";
import type { SeenFile } from "./relations.ts";

/** What a file is called in the model: the system that wrote it, and the thing that it lists, where its name tells. */
export interface FileRole {
  readonly system: string;
  /** In the singular; `null` where the name says nothing of it. */
  readonly thing: string | null;
}

/** Words that say how a file was made rather than what is in it. */
const noise = new Set(
  "export exports dump data extract full all latest final new old copy csv json jsonl parquet list table tbl public file report daily weekly".split(
    " ",
  ),
);

/** Kinds of systems, and some known by name: none of them is a thing that a table lists. */
const systems = new Set(
  "crm erp hr hris pim cms pos shop webshop web store sap salesforce sfdc hubspot dynamics netsuite zendesk helpdesk support stripe billing finance accounting payroll directory warehouse dwh mart ops legacy mdm portal app marketing sales logistics wms plm lims his jira workday odoo shopify magento excel".split(
    " ",
  ),
);

/** Reads the roles of files from their names: `crm_customers.csv` is of system `crm` and lists customers. */
export function rolesOf(names: readonly string[]): readonly FileRole[] {
  const words = names.map((name) =>
    wordsIn(name.replace(/\.[^.]+$/, "")).filter((word) => !noise.has(word) && !/^[\dtz]+$/.test(word)),
  );
  return words.map((own, at) => {
    const others = words.filter((_, other) => other !== at);
    const split = splitOf(own, others);
    if (split !== null) return { system: split.system.join("_"), thing: thingOf(split.thing) };
    const [only] = own;
    if (own.length === 1 && only !== undefined)
      return { system: only, thing: systems.has(only) ? null : singular(only) };
    return { system: own.join("_"), thing: thingOf(own) };
  });
}

function splitOf(
  own: readonly string[],
  others: readonly (readonly string[])[],
): { readonly system: readonly string[]; readonly thing: readonly string[] } | null {
  const [first = "", ...rest] = own;
  const last = own.at(-1) ?? "";
  if (rest.length === 0) return null;
  if (systems.has(first)) return { system: [first], thing: rest };
  if (systems.has(last)) return { system: [last], thing: own.slice(0, -1) };
  if (others.some((other) => other.length > 1 && other[0] === first)) return { system: [first], thing: rest };
  const sameThing = others.some(
    (other) => other.length > 1 && singular(other.at(-1) ?? "") === singular(last),
  );
  return sameThing ? { system: own.slice(0, -1), thing: [last] } : null;
}

const thingOf = (words: readonly string[]): string | null =>
  words.length === 0 ? null : [...words.slice(0, -1), singular(words.at(-1) ?? "")].join("_");

/** The name of the entity type that a group of files describes. */
export function entityNameOf(
  files: readonly SeenFile[],
  of: {
    readonly group: readonly number[];
    readonly roles: readonly FileRole[];
    /** Names of the columns by which its records are known. */
    readonly identifying: readonly string[];
  },
  taken: Set<string>,
): string {
  const things = of.group.map((file) => of.roles[file]?.thing ?? null).filter((thing) => thing !== null);
  const [first] = things;
  const agreed = first !== undefined && things.every((thing) => sameThing(thing, first)) ? first : null;
  const named = agreed ?? thingOfColumns(of.identifying) ?? thingOfAll(files, of.group);
  return modelName(named ?? "item", taken, "item");
}

const sameThing = (one: string, other: string): boolean =>
  thingsIn(one).join(" ") === thingsIn(other).join(" ");

function thingOfColumns(names: readonly string[]): string | null {
  for (const name of names) {
    const words = thingsIn(name).filter((word) => !systems.has(word) && word.length > 2);
    if (words.length > 0 && words.length < wordsIn(name).length) return words.join("_");
  }
  return null;
}

/** `customer_name` and `customer_no`: the word that begins most columns of all files of the group. */
function thingOfAll(files: readonly SeenFile[], group: readonly number[]): string | null {
  const counts = new Map<string, number>();
  for (const file of group)
    for (const { name } of files[file]?.profile.columns ?? []) {
      const [first, ...rest] = wordsIn(name);
      if (first !== undefined && rest.length > 0) counts.set(first, (counts.get(first) ?? 0) + 1);
    }
  const [best] = [...counts].sort((a, b) => b[1] - a[1]);
  return best !== undefined && best[1] >= 3 && best[0].length > 2 && !systems.has(best[0]) ? best[0] : null;
}
