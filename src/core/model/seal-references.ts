import type { Attribute } from "./attribute.ts";
import { referenceFields } from "./fact-attribute.ts";
import { isKeyPersonal } from "./personal-key.ts";
import type { EntityDraft } from "./read-entity.ts";
import type { Field, Source } from "./source.ts";

/**
 * A reference that a source holds as a personal key, or as a sealed value of its target, is as personal as that, and so is
 * what is derived from sealed values: its attribute is sealed too. Done until nothing changes, because what is sealed may be referred by in its turn.
 */
export function sealReferences(drafts: ReadonlyMap<string, EntityDraft>): ReadonlyMap<string, EntityDraft> {
  let sealed = drafts;
  for (;;) {
    const next = new Map([...sealed].map(([name, draft]) => [name, sealIn(draft, sealed)]));
    if ([...next].every(([name, draft]) => draft === sealed.get(name))) return sealed;
    sealed = next;
  }
}

function sealIn(draft: EntityDraft, drafts: ReadonlyMap<string, EntityDraft>): EntityDraft {
  const found = [...draft.attributes.values()].filter(
    (attribute) =>
      !attribute.sealed && (tells(attribute, draft, drafts) || isDerivedOfSealed(attribute, draft, drafts)),
  );
  if (found.length === 0) return draft;
  const attributes = new Map(draft.attributes);
  for (const attribute of found) attributes.set(attribute.name, { ...attribute, sealed: true });
  return { ...draft, attributes };
}

/** Whether some source states this reference, or one in this group or list, by what is sealed of its target. */
function tells(attribute: Attribute, draft: EntityDraft, drafts: ReadonlyMap<string, EntityDraft>): boolean {
  return draft.sources.some((source) =>
    referenceFields(attribute.type, source.fields.get(attribute.name)).some(({ to, field }) => {
      const target = drafts.get(to);
      if (target === undefined) return false;
      if (field.by !== null) return target.attributes.get(field.by)?.sealed ?? false;
      return keySources(field, source, target).some((one) => isKeyPersonal(one, target));
    }),
  );
}

function isDerivedOfSealed(
  { derived }: Attribute,
  { attributes }: EntityDraft,
  drafts: ReadonlyMap<string, EntityDraft>,
): boolean {
  return (derived?.reads ?? []).some(({ attribute, of }) => {
    const own = attributes.get(attribute);
    if (of === null || own?.type.kind !== "ref") return own?.sealed === true;
    return drafts.get(own.type.to)?.attributes.get(of)?.sealed === true;
  });
}

/** The sources whose keys a field may hold: the one that it names, or those of the same system. */
const keySources = (
  field: Field,
  source: Pick<Source, "system">,
  target: EntityDraft,
): EntityDraft["sources"] =>
  target.sources.filter((one) => (field.as === null ? one.system === source.system : one.name === field.as));
