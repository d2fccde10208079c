import fc from "fast-check";
import {
  approvers,
  copiesOf,
  type Governed,
  governed,
  governing,
  narrow,
  type Tree,
  wide,
} from "./govern.ts";

/** A drawn model: JSON, which is YAML. Steps are drawn for all that there may be of it, whatever there is. */
export interface DrawnModel {
  readonly files: Readonly<Record<string, string>>;
}

const option = <Value>(of: fc.Arbitrary<Value>) => fc.option(of, { freq: 4 });

const drawn = fc.record({
  name: governed,
  size: governed,
  price: option(governed),
  weight: option(governed),
  addr: option(governed),
  tags: option(fc.tuple(governed, fc.boolean())),
  steps: option(governed),
  ids: option(fc.tuple(governed, fc.constantFrom("per-key", "whole", "union"))),
  title: option(governed),
  firm: option(governed),
  firms: option(fc.tuple(governed, fc.boolean())),
  boss: option(governed),
  note: option(governed),
  copied: fc.uniqueArray(fc.constantFrom(...wide)),
  label: fc.boolean(),
  firmParent: fc.boolean(),
  /** Whether a code may be entered here, so that what is created here is found by its code. */
  codeHere: fc.boolean(),
  matchOn: fc.constantFrom<readonly unknown[]>(
    [],
    [["code"]],
    [{ keys: ["code"], "unless-different": ["stage"], "at-most": 3 }],
    [["tags"], ["name"]],
  ),
  exists: fc.constantFrom(null, "keep", "retire", "archive", "delete-copies"),
  merged: fc.boolean(),
  keysReused: fc.boolean(),
  linked: fc.boolean(),
  dated: fc.boolean(),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer One> ? One : never;

export const model: fc.Arbitrary<DrawnModel> = drawn.map((all) => ({
  files: {
    "systems.yaml": JSON.stringify(systems),
    "firm.yaml": JSON.stringify(firm(all)),
    "thing.yaml": JSON.stringify(thing(all)),
  },
}));

const systems = {
  systems: { sa: {}, sb: {}, sc: {}, sd: {} },
  people: { desk: { members: approvers } },
  codes: {
    stage: { x: { sa: "1" }, y: { sb: "Y" }, z: {} },
    lang: { de: { sd: "D" }, en: {} },
  },
};

function firm({ firmParent }: Drawn): Tree {
  const fields = { name: "name", city: "city", ...(firmParent ? { parent: "parent" } : {}) };
  return {
    entity: "firm",
    "match-on": [["name"]],
    sources: [
      { name: "fa", system: "sa", key: "id", fields },
      { name: "fb", system: "sb", key: "id", fields: { name: "name", city: "city" } },
    ],
    attributes: {
      name: { type: "text", authority: "fa", fallback: ["fb"], compare: { ignore: ["case"] } },
      city: { type: "text", authority: "fb", copies: ["fa"] },
      ...(firmParent
        ? {
            parent: { type: "ref", to: "firm", hierarchy: true, authority: "fa" },
            parent_name: { "copy-of": "parent.name" },
          }
        : {}),
    },
  };
}

function thing(all: Drawn): Tree {
  const has = new Set(["firm", "tags", "addr"].filter((name) => all[name as keyof Drawn] !== null));
  const attributes = attributesOf(all, has);
  const fieldsIn = (source: string) =>
    Object.fromEntries(
      Object.keys(attributes).flatMap((name) => {
        const field = fieldOf(name, source);
        return field === null ? [] : [[name, field]];
      }),
    );
  const rowSource = (name: string, more: Tree = {}) => ({
    name,
    system: `s${name}`,
    key: "id",
    fields: fieldsIn(name),
    guard: { deleted: 1, changed: 1 },
    ...more,
  });
  const narrowFields = Object.fromEntries(
    Object.entries({
      code: "code",
      ids: { element: true, fields: { issuer: "tag", no: "no" } },
      title: { from: "title", per: "tag" },
    }).filter(([name]) => name in attributes && !(name === "ids" && all.ids?.[1] === "whole")),
  );
  const { exists } = all;
  const into = all.merged && exists !== null ? { "merged-into": "master" } : {};
  return {
    entity: "thing",
    "match-on": all.matchOn.filter((rule) => !Array.isArray(rule) || rule[0] !== "tags" || has.has("tags")),
    ...(exists === null
      ? {}
      : { exists: { authority: "a", "on-delete": exists, "keys-reused": all.keysReused, ...into } }),
    sources: [
      rowSource("a"),
      rowSource("b", all.linked ? { links: { a: "other" } } : {}),
      rowSource("c", all.dated ? { valid: { from: "since", to: "until" } } : {}),
      { ...rowSource(narrow, { links: { a: "id" } }), key: ["id", "tag"], fields: narrowFields },
    ],
    attributes,
    rules: [
      { name: "small", check: "size < 9", severity: "error" },
      { name: "begun", check: "today >= date('2126-01-01')" },
    ],
  };
}

function attributesOf(all: Drawn, has: ReadonlySet<string>): Tree {
  const made: Record<string, unknown> = {
    code: {
      type: "text",
      authority: all.codeHere ? [{ source: "hub", when: "stage == null || stage == 'z'" }, "a"] : "a",
      fallback: ["b"],
      copies: ["c"],
    },
    stage: {
      type: "code",
      codes: "stage",
      authority: all.size.first,
      copies: copiesOf(all.size, [all.size.first]),
    },
    size: { type: "integer", ...governing(all.size, new Set(), { loosely: { tolerance: 1 }, plain: true }) },
    name: {
      type: "text",
      standardise: ["trim"],
      ...governing(all.name, has, { loosely: { ignore: ["case"] } }),
    },
  };
  const put = (
    name: string,
    type: Tree,
    how: Governed | null,
    more: Parameters<typeof governing>[2] = {},
  ) => {
    const reads = new Set([...has].filter((one) => one !== name));
    if (how !== null) made[name] = { ...type, ...governing(how, reads, more) };
  };
  put("firm", { type: "ref", to: "firm" }, all.firm, { plain: true });
  put("boss", { type: "ref", to: "thing", hierarchy: true }, all.boss, { plain: true });
  const tags = all.tags?.[0] ?? null;
  const isUnion = all.tags?.[1] === true;
  put("tags", { type: "list", of: "text", ...(isUnion ? { combine: "union" } : {}) }, tags, {
    union: isUnion,
    plain: true,
  });
  put("addr", { type: "group", fields: { street: "text", town: "text" } }, all.addr, { plain: true });
  put("price", { type: "money" }, all.price);
  put("weight", { type: "quantity", unit: "kg" }, all.weight);
  put("steps", { type: "list", of: "text", as: "sequence" }, all.steps, { many: true });
  const ids = all.ids?.[1];
  const element = { type: "group", fields: { issuer: { type: "text", required: true }, no: "text" } };
  put(
    "ids",
    {
      type: "list",
      of: element,
      "keyed-by": "issuer",
      ...(ids === "union" ? { combine: "union" } : { believed: ids }),
    },
    all.ids?.[0] ?? null,
    { union: ids === "union", many: true, ...(ids === "per-key" ? { keys: ["i", "k"] } : {}) },
  );
  put("title", { type: "text", per: "lang" }, all.title, { keys: ["de"] });
  put(
    "firms",
    { type: "list", of: { type: "ref", to: "firm" }, ...(all.firms?.[1] ? { as: "sequence" } : {}) },
    all.firms?.[0] ?? null,
    {
      many: true,
    },
  );
  put(
    "note",
    { type: "text" },
    all.note && { ...all.note, first: "hub", last: "hub", when: null, lastWhen: null },
  );
  const { copied } = all;
  if (all.firm !== null) made.firm_name = { "copy-of": "firm.name", copies: copied };
  if (all.boss !== null) made.boss_name = { "copy-of": "boss.name", copies: copied };
  if (all.label) made.label = { type: "text", derived: "stage + '/' + name", copies: copied };
  if (all.label && all.firm !== null) made.place = { type: "text", derived: "firm.city + ' ' + code" };
  return made;
}

/** How a wide source holds an attribute, `null` where it does not. */
function fieldOf(name: string, source: string): unknown {
  switch (name) {
    case "stage":
      return { from: "stage", codes: "stage" };
    case "price":
      return { from: "price", currency: { from: "currency" } };
    case "weight":
      return { from: "weight", unit: { from: "unit" } };
    case "addr":
      return { fields: { street: "street", town: "town" } };
    case "tags":
      return { from: "tags", separator: ";" };
    case "title":
      return { per: { de: "title_de", en: "title_en" } };
    case "firm":
      return source === "a"
        ? "firm"
        : source === "b"
          ? { from: "firm", as: "fa" }
          : { from: "firm_by", by: "name" };
    case "firms":
      return source === "c"
        ? { from: "firms_by", by: "name", separator: ";" }
        : { from: "firms", as: source === "a" ? "fa" : "fb", separator: ";" };
    case "boss":
      return { from: "boss", as: "a" };
    case "place":
      return null;
    default:
      return name;
  }
}
