import type { Attribute } from "./attribute.ts";
import type { EntityDraft } from "./read-entity.ts";

/**
 * Gives each `copy-of` what it does not say itself from the original: whether it is personal or sensitive (a copy of
 * what is sealed is sealed), how it is standardised and compared. Circles are left as they are; they are faults.
 */
export function inheritFromOriginals(
  drafts: ReadonlyMap<string, EntityDraft>,
): ReadonlyMap<string, EntityDraft> {
  return new Map(
    [...drafts].map(([name, draft]) => {
      const attributes = [...draft.attributes].map(
        ([key, attribute]) => [key, inherit(attribute, drafts)] as const,
      );
      return [name, { ...draft, attributes: new Map(attributes) }];
    }),
  );
}

function inherit(attribute: Attribute, drafts: ReadonlyMap<string, EntityDraft>): Attribute {
  let made = attribute;
  const seen = new Set<Attribute>();
  let { copyOf } = attribute;
  while (copyOf !== null) {
    const original = drafts.get(copyOf.entity)?.attributes.get(copyOf.attribute);
    if (original === undefined || seen.has(original)) break;
    seen.add(original);
    made = {
      ...made,
      personal: made.personal ?? original.personal,
      subject: made.personal === null ? original.subject : made.subject,
      sensitive: made.sensitive || original.sensitive,
      sealed: made.sealed || original.sealed,
      standardise: made.standardise.length > 0 ? made.standardise : original.standardise,
      compare: saysNothing(made.compare) ? original.compare : made.compare,
    };
    copyOf = original.copyOf;
  }
  return made;
}

const saysNothing = ({ ignore, tolerance, maxLength }: Attribute["compare"]): boolean =>
  ignore.size === 0 && tolerance === null && maxLength.size === 0;
