import type { Attribute } from "../../core/model/attribute.ts";
import type { CodeList, EntityType, Model, Rule } from "../../core/model/model.ts";
import { consumersOf } from "../../core/model/read-consumers.ts";
import type { Source } from "../../core/model/source.ts";
import { targetTypes } from "../../core/value/references.ts";
import { countOf, spanText } from "../words.ts";
import { type Block, code, type Inline, joined, type Span } from "./page.ts";
import { anchors, authorityWords, copyWords, policyWords, typeWords } from "./words.ts";

/** Everything that a model says to people, in the order in which one asks: types, their facts, codes, systems, people, readers. */
export function dictionaryOf(model: Model): readonly Block[] {
  return [
    heading(1, "Data dictionary", "top"),
    { kind: "text", text: introOf(model) },
    ...overview(model),
    ...[...model.entities.values()].flatMap((type) => entityBlocks(model, type)),
    ...codeBlocks(model),
    ...systemBlocks(model),
    ...personalBlocks(model),
    ...consumerBlocks(model),
    ...peopleBlocks(model),
  ];
}

const heading = (level: 1 | 2 | 3, text: string, id: string): Block => ({ kind: "heading", level, text, id });

const table = (head: readonly string[], rows: readonly (readonly Inline[])[]): Block[] =>
  rows.length === 0 ? [] : [{ kind: "table", head, rows }];

function introOf(model: Model): string {
  const facts = [...model.entities.values()].reduce((sum, type) => sum + type.attributes.size, 0);
  return `Of each fact: what it means, which source is believed for it, who copies it, what is done when a copy differs, and where a wrong value is corrected. ${countOf(model.entities.size, "entity type")}, ${countOf(facts, "attribute")}, ${countOf(model.systems.size, "system")}. Model ${model.hash.slice(0, 12)}.`;
}

const entityLink = (name: string): Span => ({ to: anchors.entity(name), text: name });
const factLink = (entity: string, name: string): Span => ({ to: anchors.fact(entity, name), text: name });

function overview(model: Model): readonly Block[] {
  const types = [...model.entities.values()];
  const links = types.flatMap((type) =>
    [...type.attributes.values()].flatMap(({ name, type: of }): Inline[][] =>
      [...targetTypes(of)].map((to) => [
        [entityLink(type.name)],
        [factLink(type.name, name)],
        [entityLink(to)],
      ]),
    ),
  );
  return [
    ...table(
      ["entity type", "what it is", "domain", "owner", "steward"],
      types.map((type) => [
        [entityLink(type.name)],
        type.description,
        type.domain ?? "",
        people(model, type.owner),
        people(model, type.steward),
      ]),
    ),
    ...table(["entity type", "refers by", "to"], links),
  ];
}

/** What people are called, as the model titles them. */
const people = (model: Model, name: string | null): string =>
  name === null ? "" : (model.people.get(name)?.title ?? name);

function entityBlocks(model: Model, type: EntityType): readonly Block[] {
  const { name, title, description, exists } = type;
  const match = type.matchOn.map(
    ({ keys }): Inline =>
      joined(
        keys.map((key) => [code(key)]),
        " and ",
      ),
  );
  return [
    heading(2, title, anchors.entity(name)),
    ...(description === "" ? [] : [{ kind: "text", text: description } as const]),
    {
      kind: "terms",
      terms: [
        ["name", [code(name)]],
        ["domain", type.domain ?? ""],
        ["owner", people(model, type.owner)],
        ["steward", people(model, type.steward)],
        ["custodian", people(model, type.custodian)],
        ["the same entity", match.length === 0 ? "" : ["records with equal ", ...joined(match, ", or ")]],
        [
          "exists",
          exists.authority === null
            ? ""
            : [code(exists.authority), ` decides; on delete: ${exists.onDelete}`],
        ],
      ],
    },
    ...table(
      ["fact", "what it means", "type", "who is believed", "copies"],
      [...type.attributes.values()].map((attribute) => [
        [factLink(name, attribute.name)],
        attribute.description || attribute.title,
        typeWords(attribute.type),
        authorityWords(type, attribute),
        joined(attribute.copies.map(({ source }) => [code(source)])),
      ]),
    ),
    ...table(
      ["source", "system", "read from", "key"],
      type.sources.map((source) => sourceRow(model, source)),
    ),
    ...table(
      ["rule", "what must hold", "told where it does not", "severity", "dimension"],
      type.rules.map(ruleRow),
    ),
    ...[...type.attributes.values()].flatMap((attribute) => factBlocks(model, type, attribute)),
  ];
}

function sourceRow(model: Model, { name, system, file, table: from, key }: Source): Inline[] {
  return [
    [code(name)],
    model.systems.get(system)?.title ?? system,
    file ?? from ?? "pushed, or loaded by hand",
    joined(key.map((column) => [code(column)])),
  ];
}

const ruleRow = ({ name, message, check, severity, dimension }: Rule): Inline[] => [
  [code(name)],
  [code(check.text)],
  message ?? "",
  severity,
  dimension,
];

function factBlocks(model: Model, type: EntityType, attribute: Attribute): readonly Block[] {
  const { title, description, correct, edits, personal, approve } = attribute;
  const names = (sources: readonly string[]) => joined(sources.map((source) => [code(source)]));
  const rules = type.rules.filter((rule) => rule.attribute === attribute.name || reads(rule, attribute));
  const readers = consumersOf(model, type.name, attribute.name);
  const override = edits.override;
  const terms: readonly (readonly [string, Inline])[] = [
    ["name", [code(attribute.name)]],
    ["type", typeWords(attribute.type)],
    ["examples", joined(attribute.examples.map((one) => [code(one)]))],
    ["must be there", attribute.required ? "yes" : ""],
    ["believed", authorityWords(type, attribute)],
    ["else", names(attribute.fallback)],
    ["copies", joined(attribute.copies.map(copyWords), "; ")],
    ["when they differ", attribute.copies.length === 0 ? "" : policyWords[attribute.onDivergence]],
    ["corrected", correct ?? ""],
    ["proposed from", names(edits.proposeFrom)],
    [
      "overridden",
      override === null
        ? ""
        : `by ${people(model, override.by) || "stewards"}${override.days === null ? "" : `, at most ${override.days} days`}`,
    ],
    [
      "edited at copies",
      edits.local === null
        ? ""
        : `for ${edits.local.days} days${edits.local.when === null ? "" : ` while ${edits.local.when.text}`}, by ${people(model, edits.local.by) || "the custodian of the copy"}`,
    ],
    ["approved", approve === null ? "" : `by ${approve.count} of ${people(model, approve.by)}`],
    ["standardised", attribute.standardise.join(", ")],
    [
      "personal",
      personal === null
        ? attribute.sealed
          ? "sensitive: sealed and masked"
          : ""
        : `${personal}; sealed and masked`,
    ],
    ["owner", people(model, attribute.owner)],
    ["steward", people(model, attribute.steward)],
    ["custodian", people(model, attribute.custodian)],
    ["rules", joined(rules.map(({ name }) => [code(name)]))],
    ["read by", readers.map((one) => one.title).join(", ")],
  ];
  return [
    heading(3, title, anchors.fact(type.name, attribute.name)),
    ...(description === "" ? [] : [{ kind: "text", text: description } as const]),
    { kind: "terms", terms },
  ];
}

const reads = (rule: Rule, { name, declared }: Attribute): boolean =>
  rule.check.reads.some((one) => one.of === null && (one.attribute === name || one.attribute === declared));

function codeBlocks(model: Model): readonly Block[] {
  if (model.codes.size === 0) return [];
  return [
    heading(2, "Codes", "codes"),
    ...[...model.codes.values()].flatMap((list) => [
      heading(3, list.name, anchors.codes(list.name)),
      ...table(
        ["code", "title", ...spellers(list)],
        [...list.codes.values()].map((one) => [
          [code(one.code)],
          one.title,
          ...spellers(list).map((system) => [code(one.bySystem.get(system) ?? one.code)]),
        ]),
      ),
    ]),
  ];
}

/** The systems that write a code of the list in their own way. */
const spellers = (list: CodeList): readonly string[] => [
  ...new Set([...list.codes.values()].flatMap((one) => [...one.bySystem.keys()])),
];

function systemBlocks(model: Model): readonly Block[] {
  if (model.systems.size === 0) return [];
  const rows = [...model.systems.values()].map((system): Inline[] => [
    [code(system.name)],
    system.title,
    system.kind,
    system.writable ? "yes" : "no",
    people(model, system.custodian),
    joined(
      [...model.sources.values()].filter((one) => one.system === system.name).map((one) => [code(one.name)]),
    ),
  ]);
  return [
    heading(2, "Systems", "systems"),
    ...table(["system", "title", "kind", "written to", "custodian", "sources"], rows),
  ];
}

function personalBlocks(model: Model): readonly Block[] {
  const rows = [...model.entities.values()].flatMap((type) =>
    [...type.attributes.values()]
      .filter((attribute) => attribute.sealed)
      .map((attribute): Inline[] => {
        const readers = consumersOf(model, type.name, attribute.name);
        return [
          [entityLink(type.name)],
          [factLink(type.name, attribute.name)],
          attribute.personal ?? "sensitive",
          attribute.subject === "value" ? "whom the value names" : "whom the record is about",
          readers.map((one) => `${one.title}: ${one.purpose ?? ""}`).join("; "),
        ];
      }),
  );
  if (rows.length === 0) return [];
  return [
    heading(2, "Personal data", "personal"),
    ...table(["entity type", "fact", "category", "of the person", "read by, for"], rows),
  ];
}

function consumerBlocks(model: Model): readonly Block[] {
  const rows = [...model.consumers.values()].map((one): Inline[] => [
    one.title,
    people(model, one.owner),
    [entityLink(one.entity)],
    joined(one.attributes.map((attribute) => [factLink(one.entity, attribute)])),
    one.maxAgeSeconds === null ? "" : spanText(one.maxAgeSeconds),
    one.purpose ?? "",
  ]);
  if (rows.length === 0) return [];
  return [
    heading(2, "Who reads", "consumers"),
    ...table(["reader", "owner", "of", "facts", "at most old", "purpose"], rows),
  ];
}

function peopleBlocks(model: Model): readonly Block[] {
  const rows = [...model.people.values()].map((one): Inline[] => [one.title, one.members.join(", ")]);
  if (rows.length === 0) return [];
  return [heading(2, "People", "people"), ...table(["who", "members"], rows)];
}
