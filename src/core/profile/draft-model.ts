import { clusterColumns, columnKey } from "./cluster-columns.ts";
import type { Draft, DraftCrosswalk, DraftEntity, DraftField, DraftSource } from "./draft.ts";
import { type AttributeNames, attributeNames, attributesOf, type NamedCluster } from "./draft-attributes.ts";
import { matchRulesOf } from "./draft-match.ts";
import { entityNameOf, rolesOf } from "./file-roles.ts";
import type { DraftedFile, Group } from "./group.ts";
import { type GuessedKey, guessKey } from "./identifier.ts";
import { modelName } from "./names.ts";
import { personalCategory } from "./personal-category.ts";
import type { Related } from "./relate.ts";
import { nameAt } from "./relations.ts";
import { groupsOf, type SameThings } from "./same-things.ts";

/** Drafts a model from what is known of the files and of what relates them. Every guess carries its reason. */
export function draftModel(
  files: readonly DraftedFile[],
  related: Related,
  { entity }: { readonly entity: string | null },
): Draft {
  const crossing = new Set(related.crosswalks.map(({ file }) => file));
  const keys = files.map(({ profile, tuples }) => guessKey(profile, tuples));
  const roles = rolesOf(files.map(({ name }) => name));
  const groupOf = groupsOf(files.length, related.same);
  const groups = [...new Set(groupOf)]
    .map((each) => files.map((_, at) => at).filter((at) => groupOf[at] === each && !crossing.has(at)))
    .filter((members) => members.length > 0)
    .sort((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0));
  // The file of an entity type is called after it, and systems.yaml is there already.
  const taken = new Set(["hub", "systems"]);
  const names = groups.map((members, i) => {
    if (i === 0 && entity !== null) return modelName(entity, taken, "item");
    const ofGroup = related.same.filter(({ left }) => members.includes(left));
    return entityNameOf(
      files,
      { group: members, roles, identifying: identifyingOf(files, keys, members, ofGroup) },
      taken,
    );
  });
  const { systems, sources } = nameSystems(files, roles, names, groups);
  const entities = files.map((_, at) => names[groups.findIndex((members) => members.includes(at))] ?? "");
  const whole = groups.map((members, i): Group => {
    const same = related.same.filter(({ left, right }) => members.includes(left) && members.includes(right));
    const own = ownNumbers(keys, members, same);
    return {
      files,
      name: names[i] ?? "item",
      members,
      same,
      refers: related.refers.filter(({ by }) => members.includes(by.left.file)),
      keys,
      sources,
      systems,
      entities,
      clusters: clusterColumns(files, members, same, own),
    };
  });
  const attributes: AttributeNames = new Map(whole.flatMap((group) => [...attributeNames(group)]));
  return {
    systems: [...new Set(systems.filter((_, at) => !crossing.has(at)))].map((name) => ({
      name,
      notes: files.filter((_, at) => systems[at] === name && !crossing.has(at)).map((file) => file.name),
    })),
    entities: whole.map((group) => draftEntity(group, attributes)),
    crosswalks: related.crosswalks.map((one) => crosswalkOf(files, sources, one)),
  };
}

function identifyingOf(
  files: readonly DraftedFile[],
  keys: readonly (GuessedKey | null)[],
  members: readonly number[],
  same: readonly SameThings[],
): readonly string[] {
  const matched = same.flatMap(({ by }) => (by === null ? [] : [by.left, by.right]));
  const keyed = members.map((file) => ({ file, columns: keys[file]?.columns ?? [] }));
  return [...matched, ...keyed].flatMap(({ file, columns }) => columns.map((at) => nameAt(files, file, at)));
}

function nameSystems(
  files: readonly DraftedFile[],
  roles: ReturnType<typeof rolesOf>,
  names: readonly string[],
  groups: readonly (readonly number[])[],
) {
  const systemNames = new Map<string, string>();
  const takenSystems = new Set(["hub"]);
  const systems = roles.map(({ system }) => {
    const known = systemNames.get(system);
    if (known !== undefined) return known;
    const made = modelName(system, takenSystems, "system");
    systemNames.set(system, made);
    return made;
  });
  const takenSources = new Set(["hub"]);
  const sources = files.map((_, at) => {
    const system = systems[at] ?? "system";
    const entity = names[groups.findIndex((members) => members.includes(at))] ?? "";
    const alone = systems.filter((each) => each === system).length === 1;
    return modelName(alone ? system : `${system}_${entity}`, takenSources, "source");
  });
  return { systems, sources };
}

/** Key columns that number the rows of their own file, and are not those by which rows were matched. */
function ownNumbers(
  keys: readonly (GuessedKey | null)[],
  members: readonly number[],
  same: readonly SameThings[],
): ReadonlySet<string> {
  const matched = new Set(
    same.flatMap(({ by }) =>
      by === null
        ? []
        : [by.left, by.right].flatMap(({ file, columns }) =>
            columns.map((column) => columnKey({ file, column })),
          ),
    ),
  );
  const own = members.flatMap((file) => {
    const columns = keys[file]?.columns ?? [];
    return columns.length === 1 ? columns.map((column) => columnKey({ file, column })) : [];
  });
  return new Set(own.filter((key) => !matched.has(key)));
}

function draftEntity(group: Group, names: AttributeNames): DraftEntity {
  const named = attributesOf(group, names);
  const { rules, links } = matchRulesOf(group, named);
  const ruled = new Set(rules.flatMap(({ keys }) => keys));
  return {
    name: group.name,
    notes: notesOf(group),
    matchOn: rules,
    sources: believedFirst(group, named).map((file) =>
      sourceOf(group, file, named, links.get(file) ?? new Map()),
    ),
    attributes: named.map(({ attribute }) =>
      ruled.has(attribute.name)
        ? { ...attribute, ...(rules.find(({ keys }) => keys.includes(attribute.name))?.loose ?? {}) }
        : attribute,
    ),
  };
}

/** Who is believed most stands first and is loaded first: what is golden by then keeps apart what only looks alike. */
function believedFirst({ members, sources }: Group, named: readonly NamedCluster[]): readonly number[] {
  const believed = (file: number) =>
    named.filter(({ attribute }) => attribute.copies.length > 0 && attribute.authority === sources[file])
      .length;
  return members.toSorted((a, b) => believed(b) - believed(a) || a - b);
}

function notesOf({ files, members, same, refers }: Group): readonly string[] {
  if (members.length === 1 && (refers.length > 0 || files.length === 1)) return [];
  if (members.length === 1)
    return [
      `${files[members[0] ?? 0]?.name} shares no records with the other files, as far as their values tell.`,
    ];
  return same.map(({ by, crosswalk, left, right, pairs }) => {
    const [one, other] = [files[left]?.name, files[right]?.name];
    if (by === null)
      return `${one} and ${other} describe the same things: ${files[crosswalk?.file ?? 0]?.name} pairs their keys.`;
    const columns = (side: typeof by.left) =>
      side.columns.map((at) => nameAt(files, side.file, at)).join(" + ");
    return `${one} ${columns(by.left)} and ${other} ${columns(by.right)} share values: ${percent(by.inRight)} of ${one}, ${percent(by.inLeft)} of ${other}; ${pairs} pairs of rows were compared.`;
  });
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

function sourceOf(
  group: Group,
  file: number,
  named: readonly NamedCluster[],
  links: ReadonlyMap<string, string>,
): DraftSource {
  const { files, keys, sources, systems } = group;
  const seen = files[file];
  const columns = seen?.profile.columns ?? [];
  const fields = new Map<string, DraftField>();
  for (const { attribute, members, field } of named) {
    const member = members.find((each) => each.file === file);
    const from = member === undefined ? undefined : columns[member.column]?.name;
    if (from !== undefined) fields.set(attribute.name, { from, as: field.as, by: field.by });
  }
  const key = keys[file] ?? { columns: [0], sound: false };
  const rows = seen?.profile.rows ?? 0;
  const never = columns.filter(({ filled }) => filled === 0).map(({ name }) => name);
  const keyColumns = key.columns.flatMap((at) => columns[at] ?? []);
  return {
    name: sources[file] ?? "",
    system: systems[file] ?? "",
    file,
    fileName: seen?.name ?? "",
    format: seen?.format ?? null,
    delimiter: seen?.delimiter ?? null,
    key: keyColumns.map(({ name }) => name),
    keyPersonal: keyColumns.some((column) => personalCategory(column, columns) !== null),
    links,
    fields,
    notes: [
      `${rows} rows${(seen?.profile.refused ?? 0) > 0 ? `, and ${seen?.profile.refused} that cannot be read` : ""}`,
      ...(key.sound
        ? []
        : [
            `key: guessed, and not sound: ${keyColumns.map((column) => `${column.name} is filled in ${column.filled} rows with ${column.distinct} values`).join("; ")}`,
          ]),
      ...(never.length > 0 ? [`never filled, and left out: ${listed(never)}`] : []),
      ...(seen?.profile.cut ? ["has more columns than are read"] : []),
    ],
  };
}

const listed = (names: readonly string[]): string =>
  names.length > 8 ? `${names.slice(0, 8).join(", ")} and ${names.length - 8} more` : names.join(", ");

function crosswalkOf(
  files: readonly DraftedFile[],
  sources: readonly string[],
  { file, left, right }: Related["crosswalks"][number],
): DraftCrosswalk {
  return {
    file,
    fileName: files[file]?.name ?? "",
    left: sources[left.right.file] ?? "",
    right: sources[right.right.file] ?? "",
    columns: [
      nameAt(files, file, left.left.columns[0] ?? 0),
      nameAt(files, file, right.left.columns[0] ?? 0),
    ],
  };
}
