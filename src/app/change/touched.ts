import { matchKeys } from "../../core/match/match-keys.ts";
import { parseReference } from "../../core/value/reference.ts";
import type { CompiledType } from "./compiled.ts";
import { addSubjectsNamed } from "./load-keys.ts";
import type { Observed } from "./observed.ts";
import { formOf, referredForms } from "./record-lookups.ts";
import { statedReferences } from "./references.ts";
import { recordToken } from "./work.ts";

/** What applying an observation is about, as texts: of two observations of one source that share none, neither meets the other's traces. */
export interface Touched {
  /** What it may change: records, and by what entities are found. */
  readonly changes: readonly string[];
  /** What it asks about besides: whom it refers to. */
  readonly asks: readonly string[];
}

/**
 * Told from the observation alone, before anything is asked of the database. What is stored may tie two observations
 * together all the same; that shows when they are committed.
 */
export function touchedBy(compiled: CompiledType, { source, observation }: Observed): Touched {
  const { type } = compiled;
  const { key, links, claims } = observation;
  const changes = new Set([recordToken(source.name, key)]);
  // The records that it names are of its own entity, which it changes.
  for (const [of, its] of links) changes.add(recordToken(of, its));
  for (const { rule, text } of matchKeys(type, claims)) changes.add(`match ${rule} ${text}`);
  for (const [name, form] of referredForms(compiled, source.name, claims))
    changes.add(valueToken(name, form));
  addSubjectsNamed(compiled.sealed, claims, changes);
  return { changes: [...changes], asks: asksOf(compiled, observation) };
}

const nothing: readonly string[] = [];

/** Its references to entities of its own type: no others come in with the same source. */
function asksOf({ type, references }: CompiledType, { claims }: Observed["observation"]): readonly string[] {
  if (references.length === 0) return nothing;
  return references
    .flatMap((name) => statedReferences(type, name, claims))
    .flatMap(({ to, text }) => {
      const way = to === type.name ? parseReference(text) : null;
      if (way?.kind === "record") return [recordToken(way.source, way.key)];
      const attribute = way?.kind === "value" ? type.attributes.get(way.attribute) : undefined;
      if (way?.kind !== "value" || attribute === undefined) return nothing;
      return [valueToken(way.attribute, formOf(attribute, way.value))];
    });
}

const valueToken = (attribute: string, form: string): string => `value ${attribute} ${form}`;
