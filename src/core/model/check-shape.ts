import { type Faults, meant, near, shown } from "./fault.ts";
import type { ListShape, NumberShape, RecordShape, Shape, TableShape, TextShape } from "./shape.ts";
import { decimalRegex, durationRegex, nameRegex } from "./shape.ts";
import { isNothing, type ListNode, type MapNode, type Node, type ScalarNode } from "./tree.ts";

/** Reports all that stands in a tree and may not stand there. What is read afterwards may take the rest for granted. */
export function checkShape(node: Node, shape: Shape, faults: Faults): void {
  switch (shape.kind) {
    case "record":
      if (node.kind === "map") checkRecord(node, shape, faults);
      else if (isNothing(node)) reportMissing(node, shape, faults);
      else wrong(node, shape, faults);
      return;
    case "table":
      if (node.kind === "map") checkTable(node, shape, faults);
      else if (!isNothing(node)) wrong(node, shape, faults);
      return;
    case "list":
      checkList(node, shape, faults);
      return;
    case "either":
      checkEither(node, shape.of, faults);
      return;
    case "any":
      return;
    default:
      if (node.kind !== "scalar") wrong(node, shape, faults);
      else checkScalar(node, shape, faults);
  }
}

function checkRecord(node: MapNode, shape: RecordShape, faults: Faults): void {
  for (const [key, entry] of node.entries) {
    if (faults.isFull) return;
    const known = Object.hasOwn(shape.keys, key) ? shape.keys[key] : undefined;
    if (known !== undefined) checkShape(entry.value, known.shape, faults);
    else if (shape.later?.includes(key))
      faults.error(
        entry.key.place,
        "not-yet-spoken",
        `'${key}' is not yet spoken by this version`,
        "leave it out for now",
      );
    else if (shape.others !== undefined) {
      if (checkName(entry.key, "used", faults)) checkShape(entry.value, shape.others.shape, faults);
    } else
      faults.error(
        entry.key.place,
        "unknown-key",
        `unknown key '${shown(entry.key.text)}'`,
        meant(entry.key.text, Object.keys(shape.keys)),
      );
  }
  reportMissing(node, shape, faults);
}

function reportMissing(node: Node, shape: RecordShape, faults: Faults): void {
  for (const [key, { required, about }] of Object.entries(shape.keys)) {
    const entry = node.kind === "map" ? node.entries.get(key) : undefined;
    if (required && entry === undefined)
      faults.error(node.place, "missing-key", `'${key}' is missing`, about);
  }
}

function checkTable(node: MapNode, shape: TableShape, faults: Faults): void {
  for (const { key, value } of node.entries.values())
    if (checkName(key, shape.names, faults)) checkShape(value, shape.of, faults);
}

function checkName(key: ScalarNode, names: TableShape["names"], faults: Faults): boolean {
  if (names === "codes") return checkExact(key, faults);
  if (names === "used" || nameRegex.test(key.text)) return true;
  faults.error(key.place, "bad-name", `'${shown(key.text)}' cannot be a name`, nameHint);
  return false;
}

const nameHint =
  "names are lower-case letters, digits, '_' and '-', begin with a letter, and have at most 63";

function checkList(node: Node, shape: ListShape, faults: Faults): void {
  if (node.kind === "list") checkItems(node, shape, faults);
  else if (isNothing(node)) checkLeast({ ...node, kind: "list", items: [] }, shape, faults);
  else if (shape.single) checkShape(node, shape.of, faults);
  else wrong(node, shape, faults);
}

function checkItems(node: ListNode, shape: ListShape, faults: Faults): void {
  for (const item of node.items) checkShape(item, shape.of, faults);
  checkLeast(node, shape, faults);
}

function checkLeast(node: ListNode, shape: ListShape, faults: Faults): void {
  if (node.items.length < shape.least)
    faults.error(node.place, "wrong-shape", "the list is empty", "give it at least one");
}

function checkEither(node: Node, shapes: readonly Shape[], faults: Faults): void {
  const fitting = shapes.filter((shape) => writtenAs(shape) === node.kind);
  // NOTE: of two shapes written as one word, `true` goes to the boolean and all else to the other.
  const chosen =
    fitting.find(
      (shape) => shape.kind === "boolean" && node.kind === "scalar" && typeof node.value === "boolean",
    ) ??
    fitting.find((shape) => shape.kind !== "boolean") ??
    fitting[0];
  if (chosen !== undefined) checkShape(node, chosen, faults);
  else wrong(node, { kind: "either", of: shapes }, faults);
}

function writtenAs(shape: Shape): Node["kind"] | null {
  if (shape.kind === "record" || shape.kind === "table") return "map";
  if (shape.kind === "list") return "list";
  return shape.kind === "either" || shape.kind === "any" ? null : "scalar";
}

type ScalarShape = Exclude<Shape, { kind: "record" | "table" | "list" | "either" | "any" }>;

function checkScalar(node: ScalarNode, shape: ScalarShape, faults: Faults): void {
  if (isNothing(node) && shape.kind !== "text") {
    faults.error(
      node.place,
      "wrong-shape",
      `nothing stands here; ${expected(shape)} is expected`,
      "write it, or leave the key out",
    );
    return;
  }
  switch (shape.kind) {
    case "text":
      checkText(node, shape, faults);
      return;
    case "choice":
      if (typeof node.value === "string" && shape.words.includes(node.value)) return;
      faults.error(
        node.place,
        "wrong-shape",
        `'${shown(node.text)}' is not one of ${shape.words.join(", ")}`,
        near(node.text, shape.words) ?? "write one of these words",
      );
      return;
    case "boolean":
      if (typeof node.value !== "boolean") wrong(node, shape, faults);
      return;
    case "number":
      if (!isWithin(node, shape)) wrong(node, shape, faults);
      return;
    case "decimal":
      if (!decimalRegex.test(node.text)) wrong(node, shape, faults);
      return;
    case "duration":
      if (!durationRegex.test(node.text)) wrong(node, shape, faults);
      return;
    default:
      shape satisfies never;
  }
}

function isWithin(node: ScalarNode, shape: NumberShape): boolean {
  if (typeof node.value !== "number" || node.quoted) return false;
  return (
    node.value >= shape.min && node.value <= shape.max && (!shape.whole || Number.isSafeInteger(node.value))
  );
}

function checkText(node: ScalarNode, shape: TextShape, faults: Faults): void {
  if (!checkUnquoted(node, shape, faults)) return;
  if (node.text === "" && !shape.exact)
    faults.error(node.place, "wrong-shape", "the text is empty", "write it, or leave the key out");
  else if (node.text.includes("\u0000"))
    faults.error(node.place, "wrong-shape", "a text with the character NUL", "leave that character out");
  else if (shape.pattern !== undefined && !shape.pattern.regex.test(node.text))
    faults.error(
      node.place,
      shape.pattern.regex === nameRegex ? "bad-name" : "wrong-shape",
      `'${shown(node.text)}' is not ${shape.pattern.words}`,
      shape.pattern.regex === nameRegex ? nameHint : `write ${shape.pattern.words}`,
    );
}

function checkExact(node: ScalarNode, faults: Faults): boolean {
  return checkUnquoted(node, { kind: "text", exact: true }, faults);
}

function checkUnquoted(node: ScalarNode, shape: TextShape, faults: Faults): boolean {
  if (node.quoted) return true;
  if (isNothing(node)) {
    faults.error(
      node.place,
      shape.exact ? "unquoted" : "wrong-shape",
      "nothing stands here; a text is expected",
      'write "" if it is meant to be empty',
    );
    return false;
  }
  const taken = typeof node.value !== "string" ? typeof node.value : shape.exact ? takenFor(node.text) : null;
  if (taken === null) return true;
  const message = `'${shown(node.text)}' without quotes is a ${taken} to YAML, and a text is meant`;
  faults.error(node.place, "unquoted", message, `write "${shown(node.text)}"`);
  return false;
}

const numberLike =
  /^[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-f_]+|[0-9][0-9_]*(?::[0-5]?[0-9])*(?:\.[0-9_]*)?(?:e[-+]?[0-9]+)?|\.[0-9_]+(?:e[-+]?[0-9]+)?|\.inf)$|^\.nan$/i;

/** What YAML of any version could take a bare word for. Editors and other tools read the older one: `no` is false there. */
function takenFor(word: string): string | null {
  if (/^(?:true|false|yes|no|on|off)$/i.test(word)) return "boolean";
  if (numberLike.test(word)) return "number";
  return /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt\s].*)?$/.test(word) ? "date" : null;
}

function wrong(node: Node, shape: Shape, faults: Faults): void {
  const what = node.kind === "scalar" ? `'${shown(node.text)}'` : `a ${node.kind}`;
  faults.error(
    node.place,
    "wrong-shape",
    `${what} stands where ${expected(shape)} is expected`,
    hintOf(node, shape),
  );
}

/** What to write instead; most often the very same in another form. */
function hintOf(node: Node, shape: Shape): string {
  if (node.kind === "scalar" && node.quoted && shape.kind === "number") return "write it without quotes";
  if (shape.kind === "boolean") return "write true or false, without quotes";
  if (shape.kind === "list") return "write [a, b], or a line for each with '- ' before it";
  if (shape.kind === "table" || shape.kind === "record")
    return "write { key: value }, or a line for each key: value";
  if (node.kind === "list") return "write one, without the list";
  return `write ${expected(shape)}`;
}

function expected(shape: Shape): string {
  switch (shape.kind) {
    case "text":
      return shape.pattern?.words ?? "a text";
    case "choice":
      return `one of ${shape.words.join(", ")}`;
    case "boolean":
      return "true or false";
    case "number":
      return `a ${shape.whole ? "whole " : ""}number from ${shape.min} to ${shape.max}`;
    case "decimal":
      return "a decimal number such as 0.01";
    case "duration":
      return "a duration such as 60s, 5m, 1h or 3d";
    case "list":
      return shape.single ? `${expected(shape.of)}, or a list of such` : "a list";
    case "table":
      return "a map of names";
    case "record":
      return `a map of ${Object.keys(shape.keys).slice(0, 6).join(", ")}${Object.keys(shape.keys).length > 6 ? ", …" : ""}`;
    case "either":
      return shape.of.map(expected).join(", or ");
    case "any":
      return "a value";
    default:
      return shape satisfies never;
  }
}
