import type { Attribute } from "./attribute.ts";
import { digestOf } from "./digest.ts";
import { checkWritten } from "./inverse.ts";
import type { EntityType, Existence, MatchRule } from "./model.ts";
import { isAttribute, sourceOfEntity } from "./names.ts";
import type { EntityOutline, Reading } from "./outline.ts";
import { isKeyPersonal } from "./personal-key.ts";
import { readAttribute } from "./read-attribute.ts";
import { checkStewards } from "./read-parts.ts";
import { readRules } from "./read-rule.ts";
import { readSource, type SourceDraft, sourceDigest } from "./read-source.ts";
import type { Source } from "./source.ts";
import { titleOf } from "./title.ts";
import { at, booleanAt, choiceAt, itemsAt, type Node, numberAt, placeOf, textAt, textsAt } from "./tree.ts";
import { deletions } from "./vocabulary-words.ts";

/** One entity type, all but the order of its attributes and its digests, which need the others. */
export interface EntityDraft extends Omit<EntityType, "sources" | "digest"> {
  readonly sources: readonly SourceDraft[];
}

/** Reads one entity type against the outline of the model. */
export function readEntity(entity: EntityOutline, reading: Reading): EntityDraft {
  const { node, name } = entity;
  checkStewards(node, reading.outline.people, reading.faults);
  const exists = readExistence(at(node, "exists"), entity, reading);
  const sources = [...entity.sources.values()]
    .map((source) => readSource(source, entity, reading))
    .map((source) => namingItsMerges(source, exists, node, reading));
  const attributes = new Map<string, Attribute>();
  for (const outlined of entity.attributes.values()) {
    attributes.set(outlined.name, readAttribute(outlined, entity, reading));
  }
  checkWritten({ entity, sources, attributes }, reading);
  return {
    name,
    place: entity.place,
    title: textAt(node, "title") ?? titleOf(name),
    description: textAt(node, "description") ?? "",
    domain: textAt(node, "domain"),
    owner: textAt(node, "owner"),
    steward: textAt(node, "steward"),
    custodian: textAt(node, "custodian"),
    matchOn: itemsAt(node, "match-on").flatMap((rule) => readMatchRule(rule, entity, reading) ?? []),
    exists,
    sources,
    attributes,
    rules: readRules(entity, reading),
  };
}

function readMatchRule(node: Node, entity: EntityOutline, reading: Reading): MatchRule | null {
  const written =
    node.kind === "list" ? node.items.flatMap((item) => textsOfItem(item)) : textsAt(node, "keys");
  const keys = written.filter((key) => {
    if (!isAttribute(key, entity, reading)) return false;
    if ([...entity.sources.values()].some((source) => source.maps.has(key.text))) return true;
    const message = `'${key.text}' is matched on, and no source has a field for it`;
    reading.faults.error(
      key.node.place,
      "unmapped",
      message,
      `map it in a source: fields: { ${key.text}: <column> }`,
    );
    return false;
  });
  const unless = textsAt(node, "unless-different").filter((key) => isAttribute(key, entity, reading));
  if (keys.length === 0) return null;
  for (const key of keys) warnOfUnapproved(key, entity, reading);
  return {
    place: node.place,
    keys: [...new Set(keys.map(({ text }) => text))],
    ignore: textsAt(node, "ignore").map(({ text }) => text),
    unlessDifferent: unless.map(({ text }) => text),
    atMost: numberAt(node, "at-most"),
  };
}

/** Records are matched by what they state, whoever has yet to agree to it: nobody is to learn that by surprise. */
function warnOfUnapproved(
  { text, node }: { readonly text: string; readonly node: Node },
  entity: EntityOutline,
  { faults }: Reading,
): void {
  const approve = at(entity.attributes.get(text)?.node ?? null, "approve");
  const asked = textsAt(approve, "for");
  if (approve === null || (asked.length > 0 && asked.every((one) => one.text !== "source"))) return;
  faults.warn(
    node.place,
    "contradiction",
    `records are matched by what they state of '${text}', before anyone has agreed to it`,
    "match by what nobody has to approve, or take it out of `approve: for: [source]`",
  );
}

const textsOfItem = (item: Node): readonly { readonly text: string; readonly node: Node }[] =>
  item.kind === "scalar" && typeof item.value === "string" ? [{ text: item.value, node: item }] : [];

function readExistence(node: Node | null, entity: EntityOutline, reading: Reading): Existence {
  const [written] = textsAt(node, "authority");
  const authority = written === undefined ? null : sourceOfEntity(written, entity, reading);
  const onDelete = choiceAt(node, "on-delete", deletions, "keep");
  if (node !== null && written === undefined && onDelete !== "keep")
    missingAuthority(node, "on-delete", reading);
  const mergedInto = textAt(node, "merged-into");
  const keysReused = booleanAt(node, "keys-reused") ?? false;
  for (const [key, isSaid] of [
    ["merged-into", mergedInto !== null],
    ["keys-reused", keysReused],
  ] as const) {
    if (node === null || !isSaid) continue;
    if (written === undefined) missingAuthority(node, key, reading);
  }
  return { authority, onDelete, mergedInto, keysReused };
}

/** The column of `merged-into` is read as a link of the authority to itself: it holds keys of its own records. */
function namingItsMerges(
  source: SourceDraft,
  { authority, mergedInto }: Existence,
  node: Node,
  { faults }: Reading,
): SourceDraft {
  if (mergedInto === null || source.name !== authority) return source;
  if (source.links.has(source.name))
    faults.error(
      placeOf(at(node, "exists") ?? node, "merged-into"),
      "duplicate-key",
      `the records of '${source.name}' name each other by two columns`,
      `take '${source.name}' out of the links of the source`,
    );
  return { ...source, links: new Map(source.links).set(source.name, mergedInto) };
}

function missingAuthority(node: Node, key: string, { faults }: Reading): void {
  faults.error(
    placeOf(node, key),
    "missing-key",
    "no source is named whose records decide whether it exists",
    "write `authority: <source>` beside it",
  );
}

/** The entity type from its draft, with its attributes in the given order. */
export function finishEntity(draft: EntityDraft, order: readonly string[], { outline }: Reading): EntityType {
  const attributes = new Map(
    order.flatMap((name) => {
      const attribute = draft.attributes.get(name);
      return attribute === undefined ? [] : [[name, attribute] as const];
    }),
  );
  const doorRules = draft.rules.filter(({ scope }) => scope !== "entity");
  const sources = draft.sources.map((source): Source => {
    const mapped = [...source.fields.keys()].flatMap((name) => attributes.get(name) ?? []);
    const keyPersonal = isKeyPersonal(source, { attributes });
    const read = mapped.map(({ name, type, standardise, sealed, required, elements }) => [
      name,
      type,
      standardise,
      sealed,
      required,
      elements,
    ]);
    const digest = sourceDigest(source, { codes: outline.codes, door: doorRules, attributes: read });
    return { ...source, keyPersonal, digest };
  });
  const entity = { ...draft, attributes, sources };
  const resolved = { ...entity, sources: sources.map(({ name, system }) => ({ name, system })) };
  return { ...entity, digest: digestOf(resolved) };
}
