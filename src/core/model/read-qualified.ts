import { factKey } from "../ids.ts";
import type { CodeList } from "./model.ts";
import { typesOf } from "./names.ts";
import type { EntityOutline, Reading } from "./outline.ts";
import { readField } from "./read-field.ts";
import type { Field } from "./source.ts";
import { at, type Entry, type Node, placeOf, textOf } from "./tree.ts";

interface Of {
  readonly entity: EntityOutline;
  readonly system: string;
  /** The code list that the attribute is declared `per`. */
  readonly per: CodeList;
}

/**
 * The fields of an attribute that is declared `per` a code list, by `attribute[code]`: a column for each code, or one
 * column beside another that says for which code the record speaks.
 */
export function readQualifiedFields(
  { key, value }: Entry,
  of: Of,
  reading: Reading,
): readonly (readonly [string, Field])[] {
  const { faults } = reading;
  const attribute = key.text;
  const per = at(value, "per");
  if (per === null) {
    faults.error(
      value.place,
      "missing-key",
      `nothing says for which code of '${of.per.name}' this field of '${attribute}' speaks`,
      "write `per: <column that says it>`, or `per: { <code>: <column>, … }`",
    );
    return [];
  }
  const column = textOf(per);
  if (column !== null) return ofColumn(value, { ...of, attribute, column }, reading);
  if (per.kind !== "map") return [];
  return [...per.entries.values()].flatMap((entry) => {
    const code = entry.key.text;
    if (of.per.codes.has(code)) return fieldOf(entry.value, { ...of, attribute, code }, reading);
    faults.unknown(entry.key.place, "unknown-codes", {
      noun: "code",
      of: of.per.name,
      name: code,
      known: of.per.codes.keys(),
    });
    return [];
  });
}

function ofColumn(
  value: Node,
  of: Of & { readonly attribute: string; readonly column: string },
  reading: Reading,
): readonly (readonly [string, Field])[] {
  const seen = new Map<string, string>();
  return [...of.per.codes.values()].flatMap(({ code, bySystem }) => {
    const spelled = bySystem.get(of.system) ?? code;
    const other = seen.get(spelled);
    seen.set(spelled, code);
    if (other !== undefined)
      reading.faults.error(
        placeOf(value, "per"),
        "no-inverse",
        `'${of.system}' writes '${spelled}' for two codes of '${of.per.name}': ${other} and ${code}`,
        "each code needs a spelling of its own, or nobody can tell which one is meant",
      );
    return fieldOf(value, { ...of, code }, reading).map(
      ([name, field]) => [name, { ...field, spokenFor: { column: of.column, spelled } }] as const,
    );
  });
}

function fieldOf(
  node: Node,
  of: Of & { readonly attribute: string; readonly code: string },
  reading: Reading,
): readonly (readonly [string, Field])[] {
  const name = factKey(of.attribute, of.code);
  const type = typesOf(of.entity, reading).get(name) ?? null;
  const field = readField(node, { attribute: of.attribute, type, system: of.system }, reading);
  return field === null ? [] : [[name, field]];
}
