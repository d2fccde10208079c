import type { Faults } from "./fault.ts";
import type { CodeList, Place, ValueType } from "./model.ts";
import { at, booleanAt, choiceAt, type Node, placeOf, textAt } from "./tree.ts";
import { typeNames } from "./vocabulary.ts";

/** The declared type of an attribute with what belongs to it; `null` where it has none that can be used. */
export function readType(
  name: string,
  node: Node,
  context: { readonly place: Place; readonly codes: ReadonlyMap<string, CodeList>; readonly faults: Faults },
): ValueType | null {
  const { place, codes, faults } = context;
  const kind = choiceAt(node, "type", typeNames, null);
  if (at(node, "type") === null) {
    const hint = `one of ${typeNames.join(", ")}; or 'copy-of'`;
    if (node.kind === "map") faults.error(place, "missing-type", `'${name}' has no type`, hint);
    else if (node.kind === "scalar" && node.value === null)
      faults.error(place, "missing-type", `nothing is said of '${name}'`, hint);
    return null;
  }
  if (kind === null) return null;
  for (const [key, of] of belongings)
    if (kind !== of && at(node, key) !== null)
      faults.error(
        placeOf(node, key),
        "wrong-type",
        `'${key}' belongs to the type ${of}, and '${name}' is ${kind}`,
      );

  switch (kind) {
    case "timestamp":
      return { kind, zone: booleanAt(node, "zone") ?? true };
    case "money":
      return { kind, currency: textAt(node, "currency") };
    case "code": {
      const list = textAt(node, "codes");
      if (list === null) {
        if (at(node, "codes") === null)
          faults.error(
            place,
            "missing-type",
            `'${name}' is a code of which list?`,
            "write `codes: <code list>`",
          );
        return null;
      }
      if (codes.has(list)) return { kind, codes: list };
      faults.unknown(placeOf(node, "codes"), "unknown-codes", {
        noun: "code list",
        name: list,
        known: codes.keys(),
      });
      return null;
    }
    case "ref": {
      const to = textAt(node, "to");
      if (to === null && at(node, "to") === null)
        faults.error(place, "missing-type", `'${name}' refers to what?`, "write `to: <entity type>`");
      return to === null ? null : { kind, to };
    }
    default:
      return { kind };
  }
}

const belongings = [
  ["zone", "timestamp"],
  ["currency", "money"],
  ["codes", "code"],
  ["to", "ref"],
] as const;
