/** What the write side is to come to, said in the plainest way: nothing stored, nothing incremental, all worked out anew. */
export type Source = "a" | "b";
export type Fields = Readonly<Record<string, string | null>>;

type CopiedFact = "name" | "size";

/** The one fact of which the records of each source are copies. */
export const copied: Readonly<Record<Source, CopiedFact>> = { a: "size", b: "name" };

interface OracleRecord {
  readonly source: Source;
  readonly key: string;
  /** Which life of its key it is. */
  readonly life: number;
  readonly created: number;
  entity: OracleEntity;
  deleted: boolean;
  fields: Fields;
  /** Until when it may differ in the one fact of which it is a copy. */
  allowedUntil: string | null;
}

interface OracleEntity {
  readonly created: number;
  mergedInto: OracleEntity | null;
  note: { readonly value: string; readonly at: number } | null;
}

interface Merge {
  readonly at: number;
  readonly merged: OracleEntity;
  readonly survivor: OracleEntity;
  readonly records: readonly OracleRecord[];
}

export class Oracle {
  readonly records = new Map<string, OracleRecord>();
  /** Those whose keys have another life by now. */
  readonly #former: OracleRecord[] = [];
  /** Whether a key of `a` that returns is another thing. */
  readonly #keysReused: boolean;
  readonly #entities: OracleEntity[] = [];
  #merges: Merge[] = [];
  readonly #cursor: Record<Source, number> = { a: 0, b: 0 };
  #moment = 0;
  #today: string;

  constructor({ keysReused, today }: { readonly keysReused: boolean; readonly today: string }) {
    this.#keysReused = keysReused;
    this.#today = today;
  }

  /** The rows of a source as of a day; `complete`: keys that are absent are gone. */
  load(source: Source, day: number, rows: ReadonlyMap<string, Fields>, complete: boolean): void {
    if (day < this.#cursor[source]) return;
    this.#cursor[source] = day;
    for (const [key, fields] of rows) {
      this.#observe(source, key, fields);
      this.#endLeave();
    }
    if (!complete) return;
    const absent = [...this.records.values()].filter((one) => one.source === source && !rows.has(one.key));
    for (const record of absent.sort((a, b) => (a.key < b.key ? -1 : 1))) {
      record.deleted = true;
      this.#endLeave();
    }
  }

  #observe(source: Source, key: string, fields: Fields): void {
    const known = this.records.get(`${source}:${key}`);
    const isAnother = this.#keysReused && source === "a" && known?.deleted === true;
    if (isAnother) this.#former.push(known);
    if (known !== undefined && !isAnother) {
      known.fields = fields;
      known.deleted = false;
      return;
    }
    // Records of `b` under an even key name the record of `a` under the same key.
    const other =
      Number(key) % 2 === 0 ? this.records.get(`${source === "a" ? "b" : "a"}:${key}`) : undefined;
    const created = ++this.#moment;
    // What named the key of a former one, and stands with that one, goes on meaning it.
    const linked = other !== undefined && !this.#livedIn(source, key, other.entity) ? other : undefined;
    const entity = linked?.entity ?? this.#newEntity(created);
    const life = isAnother ? known.life + 1 : 0;
    this.records.set(`${source}:${key}`, {
      source,
      key,
      life,
      created,
      entity,
      deleted: false,
      fields,
      allowedUntil: null,
    });
  }

  #livedIn(source: Source, key: string, entity: OracleEntity): boolean {
    return this.#former.some((one) => one.source === source && one.key === key && one.entity === entity);
  }

  #newEntity(created: number): OracleEntity {
    const entity: OracleEntity = { created, mergedInto: null, note: null };
    this.#entities.push(entity);
    return entity;
  }

  note(record: string, value: string): void {
    const entity = this.records.get(record)?.entity;
    if (entity !== undefined && entity.note?.value !== value) entity.note = { value, at: ++this.#moment };
  }

  /** Whether there was anything to merge. */
  merge(left: string, right: string): boolean {
    const one = this.records.get(left)?.entity;
    const other = this.records.get(right)?.entity;
    if (one === undefined || other === undefined || one === other) return false;
    const [survivor, merged] = one.created < other.created ? [one, other] : [other, one];
    const at = ++this.#moment;
    const records = this.#recordsOf(merged);
    this.#merges.push({ at, merged, survivor, records });
    merged.mergedInto = survivor;
    for (const record of records) record.entity = survivor;
    if (merged.note !== null) survivor.note ??= { value: merged.note.value, at };
    this.#endLeave();
    return true;
  }

  /** Undoes the last merge that stands; gives a record by which to find what was merged, `null` where none stands. */
  split(): { readonly of: OracleEntity } | null {
    const merge = this.#merges.at(-1);
    if (merge === undefined) return null;
    this.#merges = this.#merges.slice(0, -1);
    let survivor = merge.survivor;
    while (survivor.mergedInto !== null) survivor = survivor.mergedInto;
    for (const record of merge.records) if (record.entity === survivor) record.entity = merge.merged;
    if (merge.merged.note !== null && survivor.note?.at === merge.at) survivor.note = null;
    merge.merged.mergedInto = null;
    this.#endLeave();
    return { of: merge.merged };
  }

  /** A record may differ until a day: only one that differs now, and only until a day to come. */
  allow(name: string, until: string): boolean {
    const record = this.records.get(name);
    if (record === undefined || until <= this.#today || this.#differing(record) === null) return false;
    record.allowedUntil = until;
    return true;
  }

  /** It may no longer: it, or who had its key before and is of the same entity; not where both may. */
  disallow(name: string): boolean {
    const record = this.records.get(name);
    if (record === undefined) return false;
    const named = this.#recordsOf(record.entity).filter((one) => `${one.source}:${one.key}` === name);
    const [standing, more] = named.filter(({ allowedUntil }) => allowedUntil !== null);
    if (standing === undefined || more !== undefined) return false;
    standing.allowedUntil = null;
    return true;
  }

  day(day: string): void {
    this.#today = day;
    this.#endLeave();
  }

  /** Leave to differ ends on its day, and once there is nothing to allow: the copy holds what it is to hold. */
  #endLeave(): void {
    for (const record of [...this.#former, ...this.records.values()]) {
      if (record.allowedUntil === null) continue;
      if (record.allowedUntil <= this.#today || this.#agrees(record)) record.allowedUntil = null;
    }
  }

  /** The records of each entity that answers for itself. */
  links(): readonly string[] {
    return this.#standing()
      .map((entity) => this.#recordsOf(entity).map(nameOf).sort().join(" "))
      .sort();
  }

  /** By the names of its records: the golden values of each entity. */
  golden(): Readonly<Record<string, Fields>> {
    const all: Record<string, Fields> = {};
    for (const entity of this.#standing()) {
      const records = this.#recordsOf(entity);
      const [name, size] = [this.#golden(entity, "name"), this.#golden(entity, "size")];
      all[records.map(nameOf).sort().join(" ")] = {
        name: name?.value ?? null,
        size: size?.value ?? null,
        note: entity.note?.value ?? null,
      };
    }
    return all;
  }

  /** Each copy that differs, as `fact record held`, and until when it may. */
  divergences(): readonly string[] {
    return [...this.records.values()].flatMap((record) => this.#differing(record) ?? []).sort();
  }

  whichDiffer(): readonly string[] {
    return [...this.records].flatMap(([name, one]) => (this.#differing(one) === null ? [] : [name])).sort();
  }

  whichMay(): readonly string[] {
    return [...this.records].flatMap(([name, one]) => (one.allowedUntil === null ? [] : [name])).sort();
  }

  /** Each copy that may differ, whether or not it does: `record until`. */
  allowed(): readonly string[] {
    return [...this.#former, ...this.records.values()]
      .flatMap((one) => (one.allowedUntil === null ? [] : [`${nameOf(one)} ${one.allowedUntil}`]))
      .sort();
  }

  #differing(record: OracleRecord): string | null {
    const { source, key, deleted, fields, allowedUntil } = record;
    const { fact, value } = this.#toHold(record);
    const held = fields[fact];
    if (deleted || value === undefined || held === undefined || held === value) return null;
    return `${fact} ${source}:${key} ${held ?? "-"}${allowedUntil === null ? "" : ` until ${allowedUntil}`}`;
  }

  #agrees(record: OracleRecord): boolean {
    const { fact, value } = this.#toHold(record);
    return !record.deleted && value !== undefined && record.fields[fact] === value;
  }

  /** The fact of which a record is a copy, and what it is to hold of it; `undefined` where nobody says anything. */
  #toHold({ source, entity }: OracleRecord): {
    readonly fact: CopiedFact;
    readonly value: string | null | undefined;
  } {
    const fact = copied[source];
    return { fact, value: this.#golden(entity, fact)?.value };
  }

  #golden(entity: OracleEntity, fact: CopiedFact): { readonly value: string | null } | null {
    return fact === "name"
      ? this.#believed(entity, fact, ["a"], [])
      : this.#believed(entity, fact, ["b"], ["a"]);
  }

  /** The oldest living record of the authority that says something; else the oldest of a fallback that has a value. */
  #believed(
    entity: OracleEntity,
    fact: string,
    authority: readonly Source[],
    fallback: readonly Source[],
  ): { readonly value: string | null } | null {
    const saying = (source: Source) =>
      this.#recordsOf(entity)
        .filter((record) => record.source === source && !record.deleted && record.fields[fact] !== undefined)
        .sort((one, other) => one.created - other.created)
        .map((record) => record.fields[fact] ?? null);
    for (const source of authority) {
      const [value] = saying(source);
      if (value !== undefined) return { value };
    }
    for (const source of fallback) {
      const [value] = saying(source);
      if (value !== undefined && value !== null) return { value };
    }
    return null;
  }

  #standing(): readonly OracleEntity[] {
    return this.#entities.filter((entity) => entity.mergedInto === null);
  }

  #recordsOf(entity: OracleEntity): readonly OracleRecord[] {
    return [...this.#former, ...this.records.values()].filter((record) => record.entity === entity);
  }
}

const nameOf = ({ source, key, life }: OracleRecord): string => `${source}:${key}${"'".repeat(life)}`;
