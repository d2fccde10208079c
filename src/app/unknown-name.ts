import { nearest } from "../core/model/nearest.ts";
import { refuse } from "../errors.ts";

/** "Did you mean 'crm'?"; where nothing is near enough, the names that there are, or `undefined` where there are none. */
export function meantBy(name: string, known: Iterable<string>, opening = "There is"): string | undefined {
  const names = [...known].sort();
  const one = nearest(name, names);
  if (one !== null) return `Did you mean '${one}'?`;
  if (names.length === 0) return undefined;
  const shown = names.slice(0, namesShown);
  return `${opening}: ${shown.join(", ")}${names.length > shown.length ? ", …" : "."}`;
}

/** As many as a person reads through; a model of hundreds has documents of its own. */
const namesShown = 60;

/** Refuses an entity type that the model does not have. */
export function refuseType(name: string, known: Iterable<string>): never {
  return refuse("entity-type-unknown", `There is no entity type "${cut(name)}".`, hinted(name, known));
}

/** Refuses a source that the model does not have. */
export function refuseSource(name: string, known: Iterable<string>): never {
  return refuse("source-unknown", `There is no source "${cut(name)}" in the model.`, hinted(name, known));
}

/** Refuses an attribute that the type does not have; `null` where the type is not known either. */
export function refuseAttribute(name: string, type: string | null, known: Iterable<string>): never {
  const where = type === null ? "No entity type" : `"${type}"`;
  const has = type === null ? `${where} has an attribute` : `${where} has no attribute`;
  return refuse("attribute-unknown", `${has} "${cut(name)}".`, hinted(name, known, "It has"));
}

/** Refuses a rule that the model does not have. */
export function refuseRule(name: string, known: Iterable<string>): never {
  return refuse("rule-unknown", `There is no rule "${cut(name)}" in the model.`, hinted(name, known));
}

function hinted(name: string, known: Iterable<string>, opening?: string): { readonly hint?: string } {
  const hint = meantBy(name, known, opening);
  return hint === undefined ? { hint: "No model is in force." } : { hint };
}

/** What was written, as far as it tells anybody what it is. */
const cut = (name: string): string => name.slice(0, 100);
