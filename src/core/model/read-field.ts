import { targetTypes } from "../value/references.ts";
import { convertible, isUnit, unitHint } from "../value/units.ts";
import { sourceOfEntity } from "./names.ts";
import type { Reading } from "./outline.ts";
import { decimalRegex } from "./shape.ts";
import type { Field } from "./source.ts";
import { at, booleanAt, entriesAt, type Node, placeOf, textAt, textOf } from "./tree.ts";
import type { GroupType, ValueType } from "./value-type.ts";

/** What a field is read for. */
interface For {
  readonly attribute: string;
  readonly type: ValueType | null;
  readonly system: string;
}

/** How a source states one attribute, or one field of a group; `null` where it does not say from which column. */
export function readField(node: Node, of: For, reading: Reading): Field | null {
  const from = textOf(node) ?? textAt(node, "from");
  if (of.type !== null) checkBelongings(node, of.attribute, of.type, reading);
  const fields = readParts(node, of, reading);
  const element = booleanAt(node, "element") ?? false;
  const hasColumns = fields !== null && at(node, "fields") !== null;
  if (from === null && (!hasColumns || (of.type?.kind === "list" && !element))) {
    if (at(node, "from") === null)
      reading.faults.error(
        node.place,
        "missing-key",
        "'from' is missing",
        "name the column, or the path into nested JSON",
      );
    return null;
  }
  const currency = at(node, "currency");
  const unit = at(node, "unit");
  const field: Field = {
    place: node.place,
    from,
    codes: readCodes(node, of, reading),
    currency: textOf(currency),
    currencyFrom: textAt(currency, "from"),
    unit: textOf(unit),
    unitFrom: textAt(unit, "from"),
    scale: readScale(node, reading),
    by: textAt(node, "by"),
    as: null,
    write: booleanAt(node, "write") ?? true,
    spokenFor: null,
    fields,
    separator: textAt(node, "separator"),
    element,
  };
  if (of.type?.kind === "quantity") checkUnit(field, of.attribute, of.type.unit, reading);
  if (of.type?.kind === "money") checkCurrency(field, of.attribute, of.type.currency, reading);
  const one = of.type?.kind === "list" ? of.type.of : of.type;
  return one?.kind === "ref" ? readReference(node, { field, of, to: one.to }, reading) : field;
}

/** The columns of the fields of a group, or of those of the elements of a list. */
function readParts(node: Node, of: For, reading: Reading): Field["fields"] {
  const group = of.type?.kind === "list" ? of.type.of : of.type;
  if (group?.kind !== "group") return null;
  if (at(node, "fields") === null)
    return targetTypes(group).size === 0 ? null : namedAsFields(node, { ...of, group }, reading);
  const parts = entriesAt(node, "fields").flatMap(({ key, value }) => {
    const part = group.fields.get(key.text);
    if (part === undefined) {
      const known = group.fields.keys();
      const what = { noun: "field", of: of.attribute, name: key.text, known };
      reading.faults.unknown(key.place, "unknown-attribute", what);
      return [];
    }
    const inner = { attribute: `${of.attribute}.${key.text}`, type: part.type, system: of.system };
    const field = readField(value, inner, reading);
    return field === null ? [] : [[key.text, field] as const];
  });
  const fields = new Map(parts);
  const needed = [...group.fields.values()].filter(({ name, required }) => required && !fields.has(name));
  const [missing] = needed;
  if (missing !== undefined)
    reading.faults.error(
      placeOf(node, "fields"),
      "missing-key",
      `'${missing.name}' of '${of.attribute}' is required, and no column is named for it`,
      `write fields: { ${missing.name}: <column> }`,
    );
  return fields;
}

/** The members of a group that are named as its fields, where how it holds its references has to be known. */
function namedAsFields(
  node: Node,
  of: For & { readonly group: GroupType },
  reading: Reading,
): ReadonlyMap<string, Field> {
  const parts = [...of.group.fields.values()].flatMap(({ name, type }) => {
    const member: Node = {
      kind: "scalar",
      place: node.place,
      value: name,
      text: name,
      quoted: true,
      textColumn: null,
    };
    const field = readField(
      member,
      { attribute: `${of.attribute}.${name}`, type, system: of.system },
      reading,
    );
    return field === null ? [] : [[name, field] as const];
  });
  return new Map(parts);
}

/** A quantity that the source states without its unit is in the declared one; what is named must convert into it. */
function checkUnit(field: Field, attribute: string, declared: string, { faults }: Reading): void {
  if (field.unit === null) return;
  if (!isUnit(field.unit))
    faults.error(field.place, "unknown-unit", `unknown unit '${field.unit}'`, unitHint(field.unit));
  else if (!convertible(field.unit, declared))
    faults.error(
      field.place,
      "contradiction",
      `'${attribute}' is in ${declared}, and ${field.unit} cannot be converted into it`,
      "they measure different things",
    );
}

const belongings: readonly (readonly [string, readonly ValueType["kind"][]])[] = [
  ["codes", ["code"]],
  ["currency", ["money"]],
  ["by", ["ref"]],
  ["as", ["ref"]],
  ["scale", ["integer", "decimal", "float", "money", "quantity"]],
  ["unit", ["integer", "decimal", "float", "quantity"]],
  ["fields", ["group", "list"]],
  ["separator", ["list"]],
  ["element", ["list"]],
];

function checkBelongings(node: Node, attribute: string, type: ValueType, { faults }: Reading): void {
  for (const [key, kinds] of belongings)
    if (
      at(node, key) !== null &&
      !kinds.includes(type.kind) &&
      !(type.kind === "list" && kinds.includes(type.of.kind))
    )
      faults.error(
        placeOf(node, key),
        "wrong-type",
        `'${key}' belongs to ${kinds.join(", ")}, and '${attribute}' is ${type.kind}`,
        "leave it out, or give the attribute that type",
      );
}

function readCodes(
  node: Node,
  { attribute, type, system }: For,
  { outline, faults }: Reading,
): string | null {
  const name = textAt(node, "codes");
  if (name === null) return null;
  const place = placeOf(node, "codes");
  const codes = outline.codes.get(name);
  if (codes === undefined) {
    faults.unknown(place, "unknown-codes", { noun: "code list", name, known: outline.codes.keys() });
    return null;
  }
  if (type?.kind === "code" && type.codes !== name)
    faults.error(
      place,
      "contradiction",
      `'${attribute}' is a code of '${type.codes}', not of '${name}'`,
      `write codes: ${type.codes}`,
    );
  const bySpelling = new Map<string, string>();
  for (const code of codes.codes.values()) {
    const spelling = code.bySystem.get(system) ?? code.code;
    const other = bySpelling.get(spelling);
    if (other !== undefined)
      faults.error(
        place,
        "no-inverse",
        `'${system}' writes '${spelling}' for two codes of '${name}': ${other} and ${code.code}`,
        "each code needs a spelling of its own, or nobody can tell which one is meant",
      );
    bySpelling.set(spelling, code.code);
  }
  return name;
}

function readScale(node: Node, { faults }: Reading): string | null {
  const scale = at(node, "scale");
  // What is no decimal number at all is told where the shape of the file is checked.
  if (scale?.kind !== "scalar" || !decimalRegex.test(scale.text)) return null;
  if (/[1-9]/.test(scale.text) && !scale.text.startsWith("-")) return scale.text;
  faults.error(
    scale.place,
    "wrong-shape",
    `a scale of ${scale.text} makes no number of ours`,
    "it is above zero",
  );
  return null;
}

function checkCurrency(field: Field, attribute: string, declared: string | null, { faults }: Reading): void {
  if (declared !== null && field.currency !== null && declared !== field.currency)
    faults.error(
      field.place,
      "contradiction",
      `'${attribute}' is money in ${declared}, and this field is in ${field.currency}`,
      "nothing is converted here; declare the attribute without a currency to hold several",
    );
  if (declared === null && field.currency === null && field.currencyFrom === null)
    faults.error(
      field.place,
      "missing-currency",
      `nothing says in which currency '${attribute}' is`,
      "give the attribute or the field `currency: EUR`, or the field `currency: { from: <column> }`",
    );
}

/**
 * How a reference is held: by an attribute of the target, as the key of a named source, or, where neither is said, as
 * the key of the one source of the target in the same system. The source is resolved into `as`.
 */
function readReference(
  node: Node,
  at: { readonly field: Field; readonly of: For; readonly to: string },
  reading: Reading,
): Field {
  const { outline, faults } = reading;
  const { field, of } = at;
  const target = outline.entities.get(at.to);
  if (target === undefined) return field; // The attribute's `to` is reported.
  const as = textAt(node, "as");
  if (field.by !== null) {
    if (as !== null)
      faults.error(
        field.place,
        "contradiction",
        "a reference is held 'by' an attribute or 'as' a key, not both",
        "leave one of them out",
      );
    const known = target.attributes;
    if (!known.has(field.by))
      faults.unknown(placeOf(node, "by"), "unknown-attribute", {
        noun: "attribute",
        of: at.to,
        name: field.by,
        known: known.keys(),
      });
    return field;
  }
  if (as !== null)
    return { ...field, as: sourceOfEntity({ text: as, node: atOr(node, "as") }, target, reading) };
  const same = [...target.sources.values()].filter((source) => source.system === of.system);
  const [only] = same;
  if (only !== undefined && same.length === 1) return { ...field, as: only.name };
  const hint = "say `by: <attribute>` or `as: <source>`";
  if (same.length === 0)
    faults.error(
      field.place,
      "no-route",
      `'${of.system}' has no source of '${at.to}' whose key this could be`,
      hint,
    );
  else {
    const names = same.map(({ name }) => name).join(", ");
    faults.error(field.place, "ambiguous-name", `this could be a key of several sources: ${names}`, hint);
  }
  return field;
}

const atOr = (node: Node, key: string): Node => at(node, key) ?? node;
