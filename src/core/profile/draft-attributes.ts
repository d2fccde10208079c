import { type Cluster, type ColumnAt, columnKey } from "./cluster-columns.ts";
import type { ColumnProfile } from "./column-profile.ts";
import { typeOfColumn } from "./column-type.ts";
import type { DraftAttribute } from "./draft.ts";
import type { Group } from "./group.ts";
import { guessAuthority, shareBetween } from "./guess-authority.ts";
import { modelName } from "./names.ts";
import { personalCategory } from "./personal-category.ts";
import type { RefersTo } from "./refers-to.ts";
import { nameAt } from "./relations.ts";

/** An attribute with the columns that hold it. */
export interface NamedCluster {
  readonly attribute: DraftAttribute;
  readonly members: readonly ColumnAt[];
  /** How its sources hold it, where it is a reference. */
  readonly field: { readonly as: string | null; readonly by: string | null };
}

/** The names that the attributes of all groups will have, by column. */
export type AttributeNames = ReadonlyMap<string, string>;

/** Names the attributes of a group after the column of their authority. */
export function attributeNames(group: Group): AttributeNames {
  const taken = new Set<string>();
  const names = new Map<string, string>();
  for (const cluster of factsOf(group)) {
    const { member } = guessAuthority(group.files, cluster.members, group.same);
    const name = modelName(nameAt(group.files, member.file, member.column), taken, "field");
    for (const each of cluster.members) names.set(columnKey(each), name);
  }
  return names;
}

/** The attributes of a group of files: one for each cluster of columns that is worth one, in the order of the files. */
export function attributesOf(group: Group, names: AttributeNames): readonly NamedCluster[] {
  const named = factsOf(group).map((cluster) => attributeOf(group, cluster, names));
  return copiesOfOthers(group, named, names);
}

function factsOf(group: Group): readonly Cluster[] {
  const { clusters } = group.clusters;
  const facts = clusters.filter((cluster) => !isOwnNumber(group, cluster));
  // Something must be known of a thing, if only its number.
  return facts.length > 0 ? facts : clusters;
}

/** The number that a file gives its own rows is its key, and no fact. */
function isOwnNumber({ keys, same }: Group, { members }: Cluster): boolean {
  const [only] = members;
  if (only === undefined || members.length > 1) return false;
  const key = keys[only.file]?.columns ?? [];
  const matched = same.some(({ by }) =>
    [by?.left, by?.right].some((side) => side?.file === only.file && side.columns.includes(only.column)),
  );
  return key.length === 1 && key[0] === only.column && !matched;
}

function columnAt({ files }: Group, { file, column }: ColumnAt): ColumnProfile | undefined {
  return files[file]?.profile.columns[column];
}

function attributeOf(group: Group, { members }: Cluster, names: AttributeNames): NamedCluster {
  const { files, same, sources, clusters } = group;
  const { member, reason } = guessAuthority(files, members, same);
  const name = names.get(columnKey(member)) ?? "field";
  const columns = members.flatMap((at) => columnAt(group, at) ?? []);
  const reference = group.refers.find(({ by }) =>
    members.some(({ file, column }) => by.left.file === file && by.left.columns[0] === column),
  );
  const types = columns.map(typeOfColumn);
  const personal = members
    .map((at) => {
      const column = columnAt(group, at);
      return column === undefined ? null : personalCategory(column, files[at.file]?.profile.columns ?? []);
    })
    .find((each) => each !== null);
  const type = reference === undefined ? commonType(types.map((each) => each.type)) : "ref";
  const key = members.map(columnKey).find((each) => clusters.apart.has(each));
  const notes = [
    ...agreementNotes(group, members),
    ...(key === undefined ? [] : [clusters.apart.get(key) ?? ""]),
    ...new Set(types.flatMap(({ note }) => (note === null || type === "ref" ? [] : [note]))),
    ...(reference === undefined ? [] : [referenceNote(group, reference)]),
    ...(personal === undefined || personal === null
      ? exampleNotes(columns)
      : ["personal: guessed; its values are sealed and masked"]),
    ...(members.length > 1 ? [`authority: guessed; ${reason}`] : []),
  ];
  return {
    members,
    field: reference === undefined ? { as: null, by: null } : routeOf(group, reference, names),
    attribute: {
      name,
      type: type === "timestamp-local" ? "timestamp" : type,
      zone: type !== "timestamp-local",
      to: reference === undefined ? null : (group.entities[reference.by.right.file] ?? null),
      copyOf: null,
      trim: false,
      ignore: [],
      personal: personal ?? null,
      authority: sources[member.file] ?? null,
      copies: members.filter((at) => at !== member).map(({ file }) => sources[file] ?? ""),
      notes,
    },
  };
}

/** The type that all columns of a fact can be read as. */
function commonType(types: readonly string[]): string {
  const kinds = new Set(types);
  const [only] = kinds;
  if (kinds.size === 1 && only !== undefined) return only;
  return [...kinds].every((kind) => kind === "integer" || kind === "decimal") ? "decimal" : "text";
}

function agreementNotes(group: Group, members: readonly ColumnAt[]): readonly string[] {
  return members.flatMap((one, i) =>
    members.slice(i + 1).flatMap((other) => {
      const share = shareBetween(one, other, group.same);
      const label = (at: ColumnAt) =>
        `${group.files[at.file]?.name} ${nameAt(group.files, at.file, at.column)}`;
      const tested = group.same.find(({ left, right }) => left === one.file && right === other.file);
      if (share === null || tested === undefined) return [`${label(one)}, ${label(other)}: called alike`];
      const isKey = tested.by?.left.columns.includes(one.column) === true;
      return isKey
        ? [`${label(one)}, ${label(other)}: records were matched by it`]
        : [
            `${label(one)}, ${label(other)}: agree in ${Math.round(share * 100)} % of ${tested.pairs} matched records`,
          ];
    }),
  );
}

/** A few values, where they are nobody's business; where there are only a few, all of them. */
function exampleNotes(columns: readonly ColumnProfile[]): readonly string[] {
  const [column] = columns;
  if (column === undefined || column.kept.length === 0) return [];
  const common = column.kept.toSorted((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
  const shown = (count: number) =>
    common
      .slice(0, count)
      .map(({ text }) => JSON.stringify(cutText(text, 40)))
      .join(", ");
  const few = column.distinctExact && column.distinct <= 8 && column.filled >= column.distinct * 4;
  return few && typeOfColumn(column).type === "text" && column.distinct > 1
    ? [`only: ${shown(8)}; a code list may say it better`]
    : [`for instance ${shown(2)}`];
}

function cutText(text: string, chars: number): string {
  const points = [...text];
  return points.length <= chars ? text : `${points.slice(0, chars - 1).join("")}…`;
}

function referenceNote({ files }: Group, { by }: RefersTo): string {
  const target = `${files[by.right.file]?.name} ${nameAt(files, by.right.file, by.right.columns[0] ?? 0)}`;
  return `${Math.round(by.inRight * 100)} % of its values are in ${target}`;
}

/** By the key of the target's record, or by an attribute of the target. */
function routeOf(group: Group, { by }: RefersTo, names: AttributeNames): NamedCluster["field"] {
  const { right } = by;
  const key = group.keys[right.file]?.columns ?? [];
  const isKey = key.length === 1 && key[0] === right.columns[0];
  return isKey
    ? { as: group.sources[right.file] ?? null, by: null }
    : { as: null, by: names.get(columnKey({ file: right.file, column: right.columns[0] ?? -1 })) ?? null };
}

/** A column that repeats what the referred file says becomes a copy of that fact. */
function copiesOfOthers(
  group: Group,
  named: readonly NamedCluster[],
  names: AttributeNames,
): readonly NamedCluster[] {
  return named.map((one) => {
    const [member, ...more] = one.members;
    if (member === undefined || more.length > 0 || one.attribute.type === "ref") return one;
    for (const { by, agreements, pairs } of group.refers) {
      const found = agreements.find(({ left }) => by.left.file === member.file && left === member.column);
      const reference = named.find(({ members }) =>
        members.some(({ file, column }) => file === by.left.file && column === by.left.columns[0]),
      );
      const fact = found && names.get(columnKey({ file: by.right.file, column: found.right }));
      if (
        found === undefined ||
        fact === undefined ||
        reference === undefined ||
        reference.members.length > 1
      )
        continue;
      const copyOf = `${reference.attribute.name}.${fact}`;
      const note = `repeats ${group.files[by.right.file]?.name} ${nameAt(group.files, by.right.file, found.right)}: agrees in ${Math.round(found.share * 100)} % of ${pairs} records`;
      const source = group.sources[member.file] ?? "";
      return {
        ...one,
        attribute: { ...one.attribute, type: null, copyOf, authority: null, copies: [source], notes: [note] },
      };
    }
    return one;
  });
}
