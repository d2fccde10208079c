import { type Faults, near, twice } from "./fault.ts";
import type { Code, CodeList, People, System } from "./model.ts";
import type { Place } from "./place.ts";
import { titleOf } from "./title.ts";
import {
  booleanAt,
  choiceAt,
  type Entry,
  entriesAt,
  type Node,
  placeOf,
  textAt,
  textOf,
  textsAt,
} from "./tree.ts";
import { connectors, systemKinds } from "./vocabulary-words.ts";

/** The systems of all documents, by name. */
export function readSystems(documents: readonly Node[], faults: Faults): ReadonlyMap<string, System> {
  const systems = gather(documents, "systems", { noun: "system", faults, read: readSystem });
  const hub = systems.get("hub");
  if (hub !== undefined)
    faults.error(
      hub.place,
      "bad-name",
      "'hub' is Bailiwick itself and is not declared",
      "name the system otherwise",
    );
  return systems;
}

/** The people of all documents, by name. */
export function readPeople(documents: readonly Node[], faults: Faults): ReadonlyMap<string, People> {
  return gather(documents, "people", {
    noun: "people",
    faults,
    read: (name, entry) => ({
      name,
      place: entry.key.place,
      title: textAt(entry.value, "title") ?? titleOf(name),
      members: textsAt(entry.value, "members").map(({ text }) => text),
    }),
  });
}

/** The code lists of all documents, by name. */
export function readCodeLists(
  documents: readonly Node[],
  systems: ReadonlyMap<string, System>,
  faults: Faults,
): ReadonlyMap<string, CodeList> {
  return gather(documents, "codes", {
    noun: "code list",
    faults,
    read: (name, entry) => {
      const entries = entry.value.kind === "map" ? [...entry.value.entries.values()] : [];
      const codes = new Map(entries.map((code) => [code.key.text, readCode(code, systems, faults)]));
      if (codes.size === 0)
        faults.error(
          entry.key.place,
          "missing-key",
          `the code list '${name}' has no codes`,
          "give it at least one",
        );
      return { name, place: entry.key.place, codes };
    },
  });
}

function readSystem(name: string, entry: Entry, faults: Faults): System {
  const node = entry.value;
  const connector = choiceAt(node, "connector", connectors, null);
  for (const [option, of] of connectorOptions)
    if (connector !== of && node.kind === "map" && node.entries.has(option))
      faults.error(
        node.entries.get(option)?.key.place ?? node.place,
        "contradiction",
        `'${option}' belongs to the connector ${of}, and '${name}' has ${connector === null ? "none" : connector}`,
        `write connector: ${of}, or leave '${option}' out`,
      );
  const options = connectorOptions.flatMap(([option]) => {
    const text = textAt(node, option);
    return text === null ? [] : [[option, text] as const];
  });
  return {
    name,
    place: entry.key.place,
    title: textAt(node, "title") ?? titleOf(name),
    kind: choiceAt(node, "kind", systemKinds, "record"),
    connector,
    writable: booleanAt(node, "writable") ?? false,
    owner: textAt(node, "owner"),
    steward: textAt(node, "steward"),
    custodian: textAt(node, "custodian"),
    options: Object.fromEntries(options),
  };
}

/** What each connector wants to be told, and which one it is. */
const connectorOptions = [
  ["url", "postgres"],
  ["path", "file"],
] as const;

function readCode(entry: Entry, systems: ReadonlyMap<string, System>, faults: Faults): Code {
  const code = entry.key.text;
  if (code === "")
    faults.error(
      entry.key.place,
      "bad-name",
      "a code cannot be empty",
      "give it a name; what a system writes empty is no code but no value",
    );
  const bySystem = new Map<string, string>();
  for (const { key, value } of entry.value.kind === "map" ? entry.value.entries.values() : []) {
    if (key.text === "title") continue;
    const written = textOf(value);
    if (!systems.has(key.text))
      faults.unknown(key.place, "unknown-system", { noun: "system", name: key.text, known: systems.keys() });
    else if (written === "")
      faults.error(
        value.place,
        "wrong-shape",
        `'${key.text}' cannot write a code as an empty text`,
        "what is empty is no value, so it stands for no code",
      );
    else if (written !== null) bySystem.set(key.text, written);
  }
  return { code, place: entry.key.place, title: textAt(entry.value, "title") ?? titleOf(code), bySystem };
}

interface Gathering<Part> {
  readonly noun: string;
  readonly faults: Faults;
  readonly read: (name: string, entry: Entry, faults: Faults) => Part;
}

/** The parts that all documents declare under one key, by name; of two of one name the first, and a fault. */
export function gather<Part extends { readonly place: Place }>(
  documents: readonly Node[],
  key: string,
  how: Gathering<Part>,
): ReadonlyMap<string, Part> {
  const parts = new Map<string, Part>();
  for (const entry of documents.flatMap((document) => entriesAt(document, key))) {
    const name = entry.key.text;
    const before = parts.get(name);
    if (before === undefined) parts.set(name, how.read(name, entry, how.faults));
    else twice(how.faults, entry.key.place, { noun: how.noun, name, before: before.place });
  }
  return parts;
}

/** Checks that the people named as owner, steward and custodian of a part are declared. */
export function checkStewards(node: Node, people: ReadonlyMap<string, People>, faults: Faults): void {
  for (const role of ["owner", "steward", "custodian"] as const) {
    const name = textAt(node, role);
    if (name === null || people.has(name)) continue;
    // A custodian operates a system and need not be anyone here: a word is said only where a name was probably meant.
    // Owners and stewards decide here, so they must be known.
    const hint = role === "custodian" ? near(name, people.keys()) : null;
    if (hint !== null) {
      const message = `the custodian '${name}' is not among the people`;
      faults.warn(placeOf(node, role), "unknown-people", message, hint);
    } else if (role !== "custodian")
      faults.unknown(placeOf(node, role), "unknown-people", { noun: "people", name, known: people.keys() });
  }
}
