import { rawOf } from "../model/raw-of.ts";
import { at, choiceAt, itemsAt, type Node, placeOf, textAt } from "../model/tree.ts";
import type { Said, Step } from "./model-test.ts";
import { readRecord } from "./read-record.ts";
import { addressAt, addressOf, momentAt, rawsAt } from "./read-value.ts";
import { isType, kindOf, onlyKeys, type TestReading } from "./reading.ts";
import { layers } from "./vocabulary.ts";

const kinds = [
  "record",
  "enter",
  "create",
  "override",
  "end-override",
  "approve",
  "decline",
  "waive",
  "withdraw",
  "same",
  "different",
  "day",
] as const;
type Kind = (typeof kinds)[number];

/** One step of a test; `null` after a fault. */
export function readStep(node: Node, reading: TestReading): Step | null {
  const kind = kindOf(node, kinds, reading);
  if (kind === null) return null;
  onlyKeys(node, kind, [...keysOf[kind], "refused"], reading);
  return readers[kind](node, reading, { place: placeOf(node, kind), refused: textAt(node, "refused") });
}

const keysOf = {
  record: ["columns", "claims", "links", "without", "deleted", "valid", "as-of", "held"],
  enter: ["facts", "by"],
  create: ["called", "facts", "by"],
  override: ["fact", "value", "by", "reason", "until"],
  "end-override": ["fact"],
  approve: ["fact", "by", "reason", "layer"],
  decline: ["fact", "by", "reason", "layer"],
  waive: ["fact", "by", "reason", "until"],
  withdraw: ["fact"],
  same: [],
  different: [],
  day: [],
} as const satisfies Record<Kind, readonly string[]>;

const readers: Record<Kind, (node: Node, reading: TestReading, said: Said) => Step | null> = {
  record: readRecord,
  enter: (node, reading, said) => {
    const entity = addressAt(node, "enter", reading);
    return entity && { ...said, kind: "enter", entity, facts: rawsAt(node, "facts"), by: textAt(node, "by") };
  },
  create: (node, reading, said) => {
    const type = textAt(node, "create") ?? "";
    const called = textAt(node, "called");
    if (!isType(node, "create", reading)) return null;
    if (called === null) {
      const hint = "the address of what is created is then hub:<called>";
      reading.faults.error(said.place, "missing-key", "'called' is missing", hint);
      return null;
    }
    return { ...said, kind: "create", type, called, facts: rawsAt(node, "facts"), by: textAt(node, "by") };
  },
  override: readOverride,
  "end-override": (node, reading, said) => {
    const entity = addressAt(node, "end-override", reading);
    const attribute = neededAt(node, "fact", reading);
    return entity === null || attribute === null
      ? null
      : { ...said, kind: "end-override", entity, attribute };
  },
  approve: (node, reading, said) => readDecision("approve", node, reading, said),
  decline: (node, reading, said) => readDecision("decline", node, reading, said),
  waive: readWaiver,
  withdraw: (node, reading, said) => {
    const record = addressAt(node, "withdraw", reading);
    const attribute = neededAt(node, "fact", reading);
    return record === null || attribute === null ? null : { ...said, kind: "withdraw", record, attribute };
  },
  same: (node, reading, said) => readPair("same", node, reading, said),
  different: (node, reading, said) => readPair("different", node, reading, said),
  day: (node, reading, said) => {
    const day = momentAt(node, "day", null, reading);
    return day === null ? null : { ...said, kind: "day", day };
  },
};

function readOverride(node: Node, reading: TestReading, said: Said): Step | null {
  const entity = addressAt(node, "override", reading);
  const attribute = neededAt(node, "fact", reading);
  const by = neededAt(node, "by", reading);
  const until = neededAt(node, "until", reading);
  if (entity === null || attribute === null || by === null || until === null) return null;
  const value = at(node, "value");
  return {
    ...said,
    kind: "override",
    entity,
    attribute,
    value: value === null ? null : rawOf(value),
    by,
    reason: textAt(node, "reason") ?? "a test",
    until: until === "authority-changes" ? { change: until } : { day: until },
  };
}

function readWaiver(node: Node, reading: TestReading, said: Said): Step | null {
  const record = addressAt(node, "waive", reading);
  const attribute = neededAt(node, "fact", reading);
  const by = neededAt(node, "by", reading);
  const until = neededAt(node, "until", reading);
  if (record === null || attribute === null || by === null || until === null) return null;
  const reason = textAt(node, "reason") ?? "a test";
  return { ...said, kind: "waive", record, attribute, by, reason, until };
}

function readDecision(
  kind: "approve" | "decline",
  node: Node,
  reading: TestReading,
  said: Said,
): Step | null {
  const entity = addressAt(node, kind, reading);
  const attribute = neededAt(node, "fact", reading);
  const by = neededAt(node, "by", reading);
  if (entity === null || attribute === null || by === null) return null;
  const layer = choiceAt(node, "layer", layers, null);
  return { ...said, kind, entity, attribute, by, reason: textAt(node, "reason") ?? "a test", layer };
}

function readPair(kind: "same" | "different", node: Node, reading: TestReading, said: Said): Step | null {
  const [left, right, more] = itemsAt(node, kind).map((one) => addressOf(one, reading));
  if (more !== undefined)
    reading.faults.error(said.place, "wrong-shape", `'${kind}' is of two records`, "write several entries");
  return left && right ? { ...said, kind, left, right } : null;
}

function neededAt(node: Node, key: string, { faults }: TestReading): string | null {
  const text = textAt(node, key);
  if (text === null && at(node, key) === null)
    faults.error(node.place, "missing-key", `'${key}' is missing`, `write ${key}: …`);
  return text;
}
