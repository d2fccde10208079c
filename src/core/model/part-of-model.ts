import type { Attribute } from "./attribute.ts";
import type { CodeList, Model } from "./model.ts";
import type { Place } from "./place.ts";
import type { Field, Source } from "./source.ts";
import type { ValueType } from "./value-type.ts";

/**
 * The part of a model that concerns some of its entity types: these, their sources and the systems of those, who reads of
 * them, the code lists that they use, the people whom they name, and the files that say any of it.
 */
export function partOfModel(model: Model, types: ReadonlySet<string>): Model {
  const entities = keep(model.entities, ({ name }) => types.has(name));
  const sources = keep(model.sources, ({ entity }) => types.has(entity));
  const consumers = keep(model.consumers, ({ entity }) => types.has(entity));
  const systemNames = new Set([...sources.values()].map(({ system }) => system));
  const systems = keep(model.systems, ({ name }) => systemNames.has(name));
  const attributes = [...entities.values()].flatMap((type) => [...type.attributes.values()]);
  const named = peopleNamed([
    ...entities.values(),
    ...attributes,
    ...systems.values(),
    ...consumers.values(),
  ]);
  const people = keep(model.people, ({ name }) => named.has(name));
  const lists = new Set([
    ...attributes.flatMap(({ type, per }) => [...listsOf(type), ...(per === null ? [] : [per])]),
    ...[...sources.values()].flatMap(listsOfSource),
  ]);
  const codes = new Map(
    [...keep(model.codes, ({ name }) => lists.has(name))].map(([name, list]) => [
      name,
      spelledIn(list, systemNames),
    ]),
  );
  const parts: readonly { readonly place: Place }[] = [
    ...[entities, sources, consumers, systems, people, codes].flatMap((each) => [...each.values()]),
    ...attributes,
  ];
  const paths = new Set(parts.map(({ place }) => place.file));
  const files = model.files.filter(({ path }) => paths.has(path));
  return { hash: model.hash, files, systems, people, codes, entities, consumers, sources };
}

function keep<Value>(
  all: ReadonlyMap<string, Value>,
  isKept: (value: Value) => boolean,
): ReadonlyMap<string, Value> {
  return new Map([...all].filter(([, value]) => isKept(value)));
}

interface NamesPeople extends Partial<Pick<Attribute, "steward" | "custodian" | "approve" | "edits">> {
  readonly owner: string | null;
}

function peopleNamed(parts: readonly NamesPeople[]): ReadonlySet<string | null | undefined> {
  return new Set(
    parts.flatMap(({ owner, steward, custodian, approve, edits }) => [
      ...[owner, steward, custodian],
      ...[approve?.by, edits?.override?.by, edits?.local?.by],
    ]),
  );
}

function listsOf(type: ValueType): readonly string[] {
  switch (type.kind) {
    case "code":
      return [type.codes];
    case "list":
      return listsOf(type.of);
    case "group":
      return [...type.fields.values()].flatMap((field) => listsOf(field.type));
    default:
      return [];
  }
}

const listsOfSource = ({ fields }: Pick<Source, "fields">): readonly string[] =>
  [...fields.values()].flatMap(listsOfField);

const listsOfField = ({ codes, fields }: Field): readonly string[] => [
  ...(codes === null ? [] : [codes]),
  ...(fields === null ? [] : listsOfSource({ fields })),
];

/** A code list with what these systems write for each code. */
function spelledIn(list: CodeList, systems: ReadonlySet<string>): CodeList {
  const codes = [...list.codes].map(
    ([name, code]) =>
      [
        name,
        { ...code, bySystem: new Map([...code.bySystem].filter(([system]) => systems.has(system))) },
      ] as const,
  );
  return { ...list, codes: new Map(codes) };
}
