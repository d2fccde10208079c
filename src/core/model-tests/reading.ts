import type { Faults } from "../model/fault.ts";
import type { Model } from "../model/model.ts";
import { at, type Node, placeOf, textAt } from "../model/tree.ts";

/** What reading one part needs besides its node. */
export interface TestReading {
  readonly model: Model;
  readonly faults: Faults;
}

/** The one key of several that a node has, by which its kind is told; a fault where it is none or more. */
export function kindOf<Kind extends string>(
  node: Node,
  kinds: readonly Kind[],
  { faults }: TestReading,
): Kind | null {
  const found = kinds.filter((kind) => at(node, kind) !== null);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (node.kind !== "map") return null; // The check of shapes says it.
  if (found.length === 0)
    faults.error(node.place, "missing-key", "nothing says what this is", `name one of: ${kinds.join(", ")}`);
  else
    faults.error(
      node.place,
      "contradiction",
      `${found.map((kind) => `'${kind}'`).join(" and ")} cannot both be meant`,
      "write two entries",
    );
  return null;
}

/** Reports the keys of a node that its kind does not have. */
export function onlyKeys(node: Node, kind: string, keys: readonly string[], { faults }: TestReading): void {
  if (node.kind !== "map") return;
  for (const [key, entry] of node.entries)
    if (key !== kind && !keys.includes(key))
      faults.error(
        entry.key.place,
        "contradiction",
        `'${key}' does not belong beside '${kind}'`,
        keys.length === 0 ? "leave it out" : `beside it stands: ${keys.join(", ")}`,
      );
}

/** Whether the name under a key is that of a declared entity type; a fault where it is not. */
export function isType(node: Node, key: string, { model, faults }: TestReading): boolean {
  const name = textAt(node, key) ?? "";
  if (model.entities.has(name)) return true;
  const what = { noun: "entity type", name, known: model.entities.keys() };
  faults.unknown(placeOf(node, key), "unknown-entity", what);
  return false;
}
