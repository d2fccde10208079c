import { formatFault } from "../core/model/fault.ts";
import type { EntityType, Fault, Model, ModelFile } from "../core/model/model.ts";
import { readModel } from "../core/model/read-model.ts";
import { refuse } from "../errors.ts";
import type { Effect } from "../store/commit.ts";
import { syncIndexes } from "../store/fact-indexes.ts";
import { followType } from "../store/follow.ts";
import { writeModel } from "../store/models.ts";
import { writeViews } from "../store/views.ts";
import { closeOfTypes } from "../store/write-divergences.ts";
import { type Compiled, type CompiledType, compileModel } from "./change/compiled.ts";
import { ofProduct } from "./change/draft.ts";
import { mappingSeed } from "./change/mapping-seed.ts";
import type { Hub } from "./hub.ts";

export interface AppliedModel {
  readonly hash: string;
  /** False where this very model is in force already. */
  readonly changed: boolean;
  /** Entity types whose facts are resolved anew because of it. */
  readonly resolvedAnew: readonly string[];
  readonly warnings: readonly Fault[];
}

/** Puts a model in force: as an entry, with its views and indexes, and everything that it decides anew to be followed. */
export async function applyModel(
  hub: Hub,
  request: { readonly files: readonly ModelFile[]; readonly actor: string },
): Promise<AppliedModel> {
  const { model, faults } = readModel(request.files);
  const errors = faults.filter((fault) => fault.severity === "error");
  if (model === null || errors.length > 0) {
    refuse("model-faulty", `The model has ${errors.length} faults.\n${errors.map(formatFault).join("\n")}`, {
      hint: "Run `bailiwick check` beside the files until it is content.",
    });
  }
  const warnings = faults.filter((fault) => fault.severity === "warning");
  const before = hub.compiled.model;
  if (hub.modelAt > 0 && before.hash === model.hash) {
    await syncIndexes(hub.database, hub.log, model);
    return { hash: model.hash, changed: false, resolvedAnew: [], warnings };
  }
  const compiled = compileModel(model, (source) => mappingSeed(hub.keys, source));
  const changed = [...model.entities.values()].filter(
    ({ name, digest }) =>
      before.entities.get(name)?.digest !== digest ||
      foundBy(compiled.types.get(name)) !== foundBy(hub.compiled.types.get(name)) ||
      agreedBy(model, name) !== agreedBy(before, name) ||
      toldBy(model, name) !== toldBy(before, name),
  );
  const rematched = changed.filter(
    (type) => type.matchOn.length > 0 && matchedBy(type) !== matchedBy(before.entities.get(type.name)),
  );
  await commitModel(hub, request.actor, { compiled, before, changed, rematched });
  return { hash: model.hash, changed: true, resolvedAnew: changed.map((type) => type.name), warnings };
}

/** By what the records of a type are to be found: by attributes and keys that other types refer by, too. */
function foundBy(compiled: CompiledType | undefined): string {
  if (compiled === undefined) return "";
  const byAttribute = [...compiled.referredBy].map(([name, sources]) => [name, [...sources].sort()]);
  return JSON.stringify([byAttribute.sort(), [...compiled.referredByKeyOf].sort()]);
}

/** Who agrees to what of a type: with other people named, what waits may have enough who agreed. */
function agreedBy({ entities, people }: Model, type: string): string {
  const attributes = [...(entities.get(type)?.attributes.values() ?? [])];
  return JSON.stringify(
    attributes.map(({ approve }) => approve && [...(people.get(approve.by)?.members ?? [])].sort()),
  );
}

/** In what words the findings of a type are told: they stand in each of them. */
function toldBy({ entities }: Model, name: string): string {
  const type = entities.get(name);
  const required = [...(type?.attributes.values() ?? [])].filter((one) => one.required);
  return JSON.stringify([type?.rules.map(({ message }) => message), required.map(({ title }) => title)]);
}

/** By what the records of a type are one entity: by which attributes, guarded how, and what is equal of them. */
function matchedBy(type: EntityType | undefined): string {
  if (type === undefined) return "";
  const names = new Set(type.matchOn.flatMap((rule) => [...rule.keys, ...rule.unlessDifferent]));
  const attributes = [...names].map((name) => {
    const attribute = type.attributes.get(name);
    return [name, attribute?.type, attribute?.compare];
  });
  return JSON.stringify([type.matchOn, attributes], (_, value: unknown) =>
    value instanceof Set || value instanceof Map ? [...value] : value,
  );
}

interface ModelChange {
  readonly compiled: Compiled;
  readonly before: Model;
  readonly changed: readonly EntityType[];
  readonly rematched: readonly EntityType[];
}

async function commitModel(
  hub: Hub,
  actor: string,
  { compiled, before, changed, rematched }: ModelChange,
): Promise<void> {
  const { model } = compiled;
  hub.modelAt = await hub.writer.run({
    prepare: async (sql) => {
      const work = await hub.newWork(sql, { cause: "model", actor, run: null });
      work.cause = { ...work.cause, model: model.hash };
      work.reads.add("model");
      work.writes.add("model");
      const detail = { model: model.hash, before: hub.modelAt === 0 ? null : before.hash };
      work.append(ofProduct("model", { item: { op: "set", detail }, subject: null }));
      work.effects.push(
        writeModel(hub.log, model),
        writeViews(hub.log, model),
        ...changed.map(toFollow(hub.log, "type")),
        ...rematched.map(toFollow(hub.log, "match")),
        closeOfTypes(
          hub.log,
          [...before.entities.keys()].filter((name) => !compiled.model.entities.has(name)),
        ),
      );
      return { work, result: (placed) => placed.first };
    },
  });
  hub.compiled = compiled;
  await syncIndexes(hub.database, hub.log, model);
}

const toFollow =
  (log: number, kind: "type" | "match") =>
  (type: EntityType): Effect =>
  (tx, { first }) =>
    followType(tx, log, { kind, type: type.name, index: kind === "type" ? first : first + 1 });
