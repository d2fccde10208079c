import {
  Alias,
  type Document,
  isMap,
  isPair,
  isScalar,
  isSeq,
  Pair,
  parseAllDocuments,
  Scalar,
  visit,
  YAMLMap,
  YAMLSeq,
} from "yaml";
import type { Random } from "../../samples/shared/random.ts";
import { expression, fittingExpression, heavyExpression, type Named } from "./expressions.ts";
import { oddWord } from "./words.ts";

interface Mutation {
  readonly random: Random;
  readonly how: "gently" | "anyhow";
  /** Whether the text is one of the corpus, which comes again and again. */
  readonly fresh: boolean;
}

/** One change of the tree that a text stands for: it stays YAML, and means something else. A text that is none stays. */
export function mutatedTree(text: string, { random, how, fresh }: Mutation): string {
  const documents = fresh ? documentsAgain(text) : documentsOf(text);
  if (documents.length === 0) return text;
  const slots = slotsOf(random.pick(documents));
  if (slots.length === 0) return text;
  const times = 1 + random.below(3);
  for (let time = 0; time < times; time++)
    random.pick(how === "gently" ? gentle : changes)(random.pick(slots), slots, random);
  return documents.map((document) => document.toString({ lineWidth: 0, verifyAliasOrder: false })).join("");
}

/** The documents of a text; none of one that is no YAML. */
function documentsOf(text: string): readonly Document[] {
  const documents = parseAllDocuments(text, { uniqueKeys: false });
  return Array.isArray(documents) && documents.every(({ errors }) => errors.length === 0) ? documents : [];
}

/** By text, what it was parsed as: to copy that takes a fifth of the time of parsing. */
const parsed = new Map<string, readonly Document[]>();

function documentsAgain(text: string): readonly Document[] {
  const known = parsed.get(text) ?? documentsOf(text);
  parsed.set(text, known);
  return known.map((document) => document.clone());
}

/** A place in the tree: the item of a list, or the pair of a map. */
interface Slot {
  readonly parent: YAMLMap | YAMLSeq;
  readonly item: unknown;
}

type Change = (slot: Slot, slots: readonly Slot[], random: Random) => void;

const changes: readonly Change[] = [
  ({ parent, item }) => removeFrom(parent, item),
  ({ parent, item }) => parent.items.push(copyOf(item) as never),
  (slot, slots, random) => {
    const other = random.pick(slots);
    // Copies: what is within the other must not come to lie within itself.
    const [mine, theirs] = [copyOf(held(slot)), copyOf(held(other))];
    put(slot, theirs);
    put(other, mine);
  },
  (slot, slots, random) => put(slot, copyOf(held(random.pick(slots)))),
  (slot, _slots, random) => put(slot, random.pick(wrongTypes)()),
  (slot, _slots, random) => put(slot, new Scalar(oddWord(random))),
  ({ item }, _slots, random) => {
    if (isPair(item)) item.key = new Scalar(oddWord(random));
  },
  ({ item }, slots, random) => {
    const other = random.pick(slots).item;
    if (isPair(item) && isPair(other)) item.key = copyOf(other.key);
  },
  (slot, _slots, random) => put(slot, nested(random, held(slot))),
  (slot, slots, random) => {
    const value = held(random.pick(slots));
    if (!isMap(value) && !isSeq(value) && !isScalar(value)) return;
    value.anchor = "part";
    const alias = new Alias("part");
    if (isMap(slot.parent) && random.below(2) === 0)
      slot.parent.items.push(new Pair(new Scalar("<<"), alias));
    else put(slot, alias);
  },
  changedExpression((random, names) => expression(random, wordsOf(names), 1 + random.below(6))),
  changedExpression((random, names) => expression(random, wordsOf(names), 1 + random.below(6))),
  changedExpression((random, names) => heavyExpression(random, wordsOf(names))),
  (slot, _slots, random) => many(slot, random),
];

const wrongTypes: readonly (() => unknown)[] = [
  () => new YAMLSeq(),
  () => new YAMLMap(),
  () => new Scalar(null),
  () => new Scalar(true),
  () => new Scalar(0),
  () => new Scalar(-1.5),
  () => new Scalar(Number.MAX_VALUE),
  () => new Scalar(2n ** 80n),
  () => new Scalar(""),
];

const wordsOf = (names: readonly Named[]): readonly string[] => [
  ...names.map(({ name }) => name),
  "maker.name",
  "parent.town",
];

/** Changes after which a model may well be sound, and another one. */
const gentle: readonly Change[] = [
  alike,
  alike,
  changedExpression((random, names) =>
    fittingExpression(random, names, random.pick(["boolean", "boolean", "decimal", "text"]), 4),
  ),
  ({ parent, item }) => {
    if (isMap(parent) && isPair(item) && isScalar(item.key) && optional.has(String(item.key.value)))
      removeFrom(parent, item);
  },
];

const optional = new Set(
  "standardise compare copies fallback survivorship blank handover rules approve edits personal subject scale guard links match-on exists indexed required when".split(
    " ",
  ),
);

/** What stands under a key takes the place of what stands under the same key elsewhere. */
function alike(slot: Slot, slots: readonly Slot[], random: Random): void {
  const { item } = slot;
  const key = isPair(item) && isScalar(item.key) ? item.key.value : null;
  if (key === null) return;
  const same = slots.filter(
    (other) => isPair(other.item) && isScalar(other.item.key) && other.item.key.value === key,
  );
  put(slot, copyOf(held(random.pick(same))));
}

/** Puts an expression where one stands, in the words of what stands around it. */
function changedExpression(make: (random: Random, names: readonly Named[]) => string): Change {
  return (_slot, slots, random) => {
    const pairs = slots.flatMap(({ item }) => (isPair(item) && isScalar(item.key) ? [item] : []));
    const expressions = pairs.filter(
      ({ key }) => isScalar(key) && ["when", "check", "derived"].includes(String(key.value)),
    );
    if (expressions.length === 0) return;
    const names = pairs.flatMap(({ key, value }) =>
      isScalar(key) && isMap(value) && (value.has("type") || value.has("copy-of"))
        ? [{ name: String(key.value), type: String(value.get("type")) }]
        : [],
    );
    random.pick(expressions).value = new Scalar(make(random, names));
  };
}

/** A value within lists and maps within lists: seldom so deep that it cannot be written. */
function nested(random: Random, value: unknown): unknown {
  const depth = random.below(10) === 0 ? random.below(300) : random.below(12);
  let inner = value;
  for (let at = 0; at < depth; at++) {
    const outer = random.below(2) === 0 ? new YAMLSeq() : new YAMLMap();
    outer.items.push((isMap(outer) ? new Pair(new Scalar("a"), inner) : inner) as never);
    inner = outer;
  }
  return inner;
}

/** The same again and again under other names: now and then ten thousand times. */
function many({ parent, item }: Slot, random: Random): void {
  const times = random.below(40) === 0 ? 10_000 : random.below(200);
  for (let at = 0; at < times; at++) {
    if (!isPair(item)) parent.items.push(item as never);
    else
      parent.items.push(
        new Pair(new Scalar(`${isScalar(item.key) ? item.key.value : "k"}${at}`), item.value) as never,
      );
  }
}

function slotsOf(document: Document): readonly Slot[] {
  const slots: Slot[] = [];
  visit(document, {
    Collection: (_key, parent) => {
      if (isMap(parent) || isSeq(parent)) for (const item of parent.items) slots.push({ parent, item });
    },
  });
  return slots;
}

function removeFrom(parent: Slot["parent"], item: unknown): void {
  const at = (parent.items as unknown[]).indexOf(item);
  if (at >= 0) parent.items.splice(at, 1);
}

const held = ({ item }: Slot): unknown => (isPair(item) ? item.value : item);

function put({ parent, item }: Slot, value: unknown): void {
  if (isPair(item)) item.value = value;
  else {
    const at = (parent.items as unknown[]).indexOf(item);
    if (at >= 0) (parent.items as unknown[])[at] = value;
  }
}

function copyOf(node: unknown): unknown {
  if (isPair(node)) return new Pair(copyOf(node.key), copyOf(node.value));
  if (isMap(node) || isSeq(node) || isScalar(node)) return node.clone();
  return node;
}
