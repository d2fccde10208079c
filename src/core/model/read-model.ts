import { createHash } from "node:crypto";
import { modelFilesMax } from "../../limits.ts";
import { canonicalJson } from "../value/canonical-json.ts";
import { checkShape } from "./check-shape.ts";
import { Faults } from "./fault.ts";
import type { Fault, Model, ModelFile } from "./model.ts";
import { orderAttributes } from "./order.ts";
import { inheritFromOriginals } from "./originals.ts";
import { type Outline, outlineEntities } from "./outline.ts";
import { readConsumers } from "./read-consumers.ts";
import { finishEntity, readEntity } from "./read-entity.ts";
import { checkStewards, readCodeLists, readPeople, readSystems } from "./read-parts.ts";
import { sealReferences } from "./seal-references.ts";
import { readShared } from "./shared.ts";
import type { Source } from "./source.ts";
import { at, entriesAt, type Node } from "./tree.ts";
import { document } from "./vocabulary.ts";
import { yamlTree } from "./yaml-tree.ts";

/** What comes of reading model files: a model where nothing is wrong with them, and everything to be said of them. */
export interface ModelRead {
  /** `null` where there is a fault of severity `error`. */
  readonly model: Model | null;
  /** All of them at once, in the order of their places; warnings too. */
  readonly faults: readonly Fault[];
}

/**
 * Parses and checks the files of a model. Never throws, whatever the files hold. Who reads many models that share files may read
 * the trees of each file (`treesOf`) once.
 */
export function readModel(files: readonly ModelFile[], treesOf: typeof yamlTree = yamlTree): ModelRead {
  const faults = new Faults();
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  if (sorted.length > modelFilesMax) {
    const place = { file: sorted[modelFilesMax]?.path ?? "", line: 1, column: 1 };
    faults.error(
      place,
      "not-readable",
      `${sorted.length} files; at most ${modelFilesMax} are read`,
      "put several parts into one file",
    );
    return { model: null, faults: faults.sorted() };
  }
  const documents = sorted.flatMap((file) => treesOf(file, faults));
  for (const tree of documents) checkShape(tree, document, faults);
  const model = build(documents, sorted, faults);
  return { model: faults.hasErrors ? null : model, faults: faults.sorted() };
}

function build(documents: readonly Node[], files: readonly ModelFile[], faults: Faults): Model {
  const systems = readSystems(documents, faults);
  const people = readPeople(documents, faults);
  const codes = readCodeLists(documents, systems, faults);
  for (const { value } of documents.flatMap((tree) => entriesAt(tree, "systems")))
    checkStewards(value, people, faults);
  const shared = readShared(documents, faults);
  checkDefaults(documents, people, faults);
  const outline: Outline = {
    systems,
    people,
    codes,
    ...outlineEntities(documents, { systems, codes, shared }, faults),
  };
  const reading = { outline, faults, types: new Map(), scopes: new Map() };

  const drafts = new Map([...outline.entities].map(([name, entity]) => [name, readEntity(entity, reading)]));
  const order = orderAttributes(drafts, faults);
  const settled = sealReferences(inheritFromOriginals(drafts));
  const entities = new Map(
    [...settled].map(([name, draft]) => [name, finishEntity(draft, order.get(name) ?? [], reading)]),
  );
  const sources = [...entities.values()].flatMap((entity) => entity.sources);
  return {
    hash: modelHash(files),
    files,
    systems,
    people,
    codes,
    entities,
    consumers: readConsumers(documents, { entities, people }, faults),
    sources: new Map(sources.map((source: Source) => [source.name, source])),
  };
}

/** The people whom defaults name are looked up where they stand, whether or not an attribute takes them. */
function checkDefaults(documents: readonly Node[], people: Model["people"], faults: Faults): void {
  for (const document of documents) {
    const defaults = at(document, "defaults");
    if (defaults !== null) checkStewards(defaults, people, faults);
  }
}

/** By which a model is known: of its files alone, so that it is the same wherever they are read. */
export function modelHash(files: readonly ModelFile[]): string {
  const pairs = files.map(({ path, text }) => [path.toWellFormed(), text.toWellFormed()]);
  return createHash("sha256").update(canonicalJson(pairs)).digest("base64url");
}
