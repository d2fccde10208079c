import { type Raw, RawNumber } from "../value/raw.ts";
import { isNothing, type Node } from "./tree.ts";

/** A value of a YAML file as a source sends it: numbers in their digits, nothing as null. */
export function rawOf(node: Node): Raw {
  switch (node.kind) {
    case "list":
      return node.items.map(rawOf);
    case "map":
      return new Map([...node.entries].map(([key, { value }]) => [key, rawOf(value)]));
    case "scalar":
      if (isNothing(node)) return null;
      if (typeof node.value === "number" && !node.quoted) return new RawNumber(node.text);
      return typeof node.value === "boolean" && !node.quoted ? node.value : node.text;
    default:
      return node satisfies never;
  }
}
