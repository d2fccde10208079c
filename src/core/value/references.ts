import { invariant } from "../../errors.ts";
import type { ValueType } from "../model/value-type.ts";
import type { Canonical } from "./canonical.ts";
import { writeList } from "./elements.ts";
import { parseGroup, writeGroup } from "./group.ts";
import { parseList } from "./list.ts";

/** A reference as it stands in a value, and the entity type that it is one to. */
export interface ReferenceWithin {
  readonly to: string;
  readonly text: Canonical;
}

/** The entity types that values of a type may refer to: one of a ref, and those of the refs in a group or a list. */
export function targetTypes(type: ValueType): ReadonlySet<string> {
  switch (type.kind) {
    case "ref":
      return new Set([type.to]);
    case "group":
      return new Set([...type.fields.values()].flatMap((field) => [...targetTypes(field.type)]));
    case "list":
      return targetTypes(type.of);
    default:
      return none;
  }
}

const none: ReadonlySet<string> = new Set();

/** Whether values of a type are no reference and may hold some: a group or a list with refs in it. */
export const holdsReferences = (type: ValueType): boolean =>
  type.kind !== "ref" && targetTypes(type).size > 0;

/** Every reference in a value, in its order. */
export function referencesIn(type: ValueType, value: Canonical): readonly ReferenceWithin[] {
  if (type.kind === "ref") return [{ to: type.to, text: value }];
  if (targetTypes(type).size === 0) return [];
  if (type.kind === "list")
    return parseList(type, value).flatMap((element) => referencesIn(type.of, element));
  if (type.kind !== "group") return [];
  return [...parseGroup(value)].flatMap(([name, part]) => {
    const field = type.fields.get(name);
    return field === undefined ? [] : referencesIn(field.type, part);
  });
}

/**
 * A value with each reference in it as `replace` has it. Of a set, two references that become one are one element, and a
 * set stays sorted; a sequence keeps its order.
 */
export function withReferences(
  type: ValueType,
  value: Canonical,
  replace: (text: Canonical) => Canonical,
): Canonical {
  if (type.kind === "ref") return replace(value);
  if (targetTypes(type).size === 0) return value;
  if (type.kind === "list") {
    const elements = parseList(type, value).map((element) => withReferences(type.of, element, replace));
    return whole(writeList(type, elements));
  }
  if (type.kind !== "group") return value;
  const fields = [...parseGroup(value)].map(([name, part]) => {
    const field = type.fields.get(name);
    return [name, field === undefined ? part : withReferences(field.type, part, replace)] as const;
  });
  return whole(writeGroup(new Map(fields)));
}

/** Keys are no references, so that a list whose references were replaced is a list as before. */
function whole(written: ReturnType<typeof writeList>): Canonical {
  invariant(typeof written === "string", "a value with other references has as many elements and fields");
  return written;
}
