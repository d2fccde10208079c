import type { Place } from "./place.ts";

/** YAML as a tree in which every node knows its place. Reading it never needs the text again. */
export type Node = ScalarNode | ListNode | MapNode;

export interface ScalarNode {
  readonly kind: "scalar";
  readonly place: Place;
  /** What YAML 1.2 makes of it; numbers are only looked at through `text`, so that none loses digits. */
  readonly value: string | number | boolean | null;
  /** As written, without quotes; escapes resolved. */
  readonly text: string;
  readonly quoted: boolean;
  /** How many characters stand before the text on its line when the text stands there as it is; else `null`. */
  readonly textColumn: number | null;
}

export interface ListNode {
  readonly kind: "list";
  readonly place: Place;
  readonly items: readonly Node[];
}

export interface MapNode {
  readonly kind: "map";
  readonly place: Place;
  /** By key text; of a key given twice the first. */
  readonly entries: ReadonlyMap<string, Entry>;
}

export interface Entry {
  readonly key: ScalarNode;
  readonly value: Node;
}

/** The value under a key, `null` where the key is not there or nothing is written after it. */
export function at(node: Node | null, key: string): Node | null {
  if (node?.kind !== "map") return null;
  const value = node.entries.get(key)?.value ?? null;
  return isNothing(value) ? null : value;
}

/** True for a value that is not written at all (`key:`) or written as null. */
export function isNothing(node: Node | null): boolean {
  return node === null || (node.kind === "scalar" && node.value === null && !node.quoted);
}

/** The text under a key; `null` where there is none or something else stands there, which `checkShape` reports. */
export function textAt(node: Node | null, key: string): string | null {
  return textOf(at(node, key));
}

/** The text of a scalar that is a string; `null` for anything else. */
export function textOf(node: Node | null): string | null {
  return node?.kind === "scalar" && typeof node.value === "string" ? node.value : null;
}

/** The number under a key, as written. */
export function numberAt(node: Node | null, key: string): number | null {
  const value = at(node, key);
  return value?.kind === "scalar" && typeof value.value === "number" ? value.value : null;
}

/** The boolean under a key. */
export function booleanAt(node: Node | null, key: string): boolean | null {
  const value = at(node, key);
  return value?.kind === "scalar" && typeof value.value === "boolean" ? value.value : null;
}

/** The entries of the map under a key, in order of writing; none where it is something else. */
export function entriesAt(node: Node | null, key: string): readonly Entry[] {
  const value = at(node, key);
  return value?.kind === "map" ? [...value.entries.values()] : [];
}

/** The items of the list under a key; a single value stands for a list of one. */
export function itemsAt(node: Node | null, key: string): readonly Node[] {
  const value = at(node, key);
  if (value === null) return [];
  return value.kind === "list" ? value.items : [value];
}

/** The texts of the list under a key, each with its node. */
export function textsAt(
  node: Node | null,
  key: string,
): readonly { readonly text: string; readonly node: Node }[] {
  return itemsAt(node, key).flatMap((item) => {
    const text = textOf(item);
    return text === null ? [] : [{ text, node: item }];
  });
}

/** One of the given words under a key; `fallback` where there is none of them. */
export function choiceAt<Word extends string, Fallback>(
  node: Node | null,
  key: string,
  words: readonly Word[],
  fallback: Fallback,
): Word | Fallback {
  const text = textAt(node, key);
  return words.find((word) => word === text) ?? fallback;
}

/** Where the key stands, or the node itself where it has no such key. */
export function placeOf(node: Node, key: string): Place {
  return (node.kind === "map" ? node.entries.get(key)?.value.place : undefined) ?? node.place;
}
