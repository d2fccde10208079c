import type { Valid } from "../golden/validity.ts";
import type { FactKey } from "../ids.ts";
import { attributeOfFact } from "../model/fact-attribute.ts";
import type { EntityType } from "../model/model.ts";
import type { Source } from "../model/source.ts";
import type { Stated } from "../value/canonical.ts";
import type { FieldCheck, HeldFact, Observation } from "./observation.ts";
import { RecordContent } from "./record-content.ts";

/** What a record says, given in the form of the model and not as its source writes it. */
export interface ClaimsGiven {
  readonly key: string;
  readonly claims: ReadonlyMap<FactKey, Stated>;
  readonly links: ReadonlyMap<string, string>;
  /** From when until when it is true; `null`: always. */
  readonly valid: Valid | null;
}

/** The observation of a record of which the claims are known already: field rules judge it as they do one that is read. */
export function observeClaims(
  of: { readonly source: Source; readonly type: EntityType; readonly fieldCheck: FieldCheck },
  { key, claims, links, valid }: ClaimsGiven,
): Observation {
  const content = new RecordContent();
  const believed = new Map<FactKey, Stated>();
  const held: HeldFact[] = [];
  for (const [fact, value] of claims) {
    const attribute = attributeOfFact(of.type, fact);
    const refusal = attribute === undefined ? null : (of.fieldCheck(attribute)?.(value) ?? null);
    if (refusal === null) {
      believed.set(fact, value);
      content.claim(fact, value);
    } else {
      held.push({ fact, refusal });
      content.held(fact, refusal);
      content.raw(fact, value ?? "");
    }
  }
  for (const [to, named] of links) content.link(to, named);
  const dated = { key, valid, order: null };
  const digest = content.digest(of.source.digest, dated);
  return { ...dated, claims: believed, held, links, raw: new Map(), digest };
}
