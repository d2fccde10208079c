import { bareText, countOf, valueText } from "../../app/words.ts";
import type { Answer } from "../client.ts";
import type { Io } from "../io.ts";
import { sinceText } from "./explanation.ts";
import { besideEachOther } from "./shape.ts";
import { prose, table } from "./table.ts";

type Detail = Answer<"describeEntity">;

/** One entity: its facts with who stands behind each, its records, and what is wrong with it. */
export function entityText(io: Io, entity: Detail): string {
  const { bold, yellow } = io.paint;
  const facts = besideEachOther(Object.entries(entity.facts), ([fact]) => fact).map(([fact, said]) => [
    fact,
    valueText(said.value),
    said.basis,
    said.source === null ? "" : `${said.source} ${bareText(said.key)}`.trim(),
    sinceText(io, said.since),
  ]);
  const records = entity.records.map((record) => [
    record.source,
    bareText(record.key),
    standingOf(record),
    record.link ?? "",
  ]);
  const held = entity.records.flatMap((record) =>
    Object.entries(record.held).map(([fact, { message }]) => `${record.source} ${fact}: ${message}\n`),
  );
  const findings = entity.findings.map((finding) => `${finding.severity}: ${finding.message}\n`);
  const parts = [
    `${entity.type} ${bold(entity.id)}  version ${entity.version}${entity.state === "active" ? "" : `, ${entity.state}`}\n\n`,
    table(io, ["fact", prose("golden"), "basis", "from", "since"], facts),
    "\n",
    table(io, ["record of", "key", "state", "link"], records),
    entity.aliases.length === 0 ? "" : `\nAlso answers to: ${entity.aliases.join(", ")}\n`,
    held.length === 0 ? "" : `\n${bold("Held back at the door")}\n${held.join("")}`,
    findings.length === 0 ? "" : `\n${bold("Findings")}\n${findings.join("")}`,
    entity.divergences === 0
      ? ""
      : `\n${yellow(countOf(entity.divergences, "open divergence"))}: add an attribute to see where to correct it.\n`,
  ];
  return parts.join("");
}

/** How a record stands; of a key that was used again also whose it was, or is. */
function standingOf({
  deleted,
  former,
  linkedBy,
  otherLives,
  toBeDeleted,
}: Detail["records"][number]): string {
  const others = otherLives.join(", ");
  if (former) return `deleted; its key is another's now: ${others}`;
  const lived = otherLives.length === 0 ? "" : `, its key was another's before: ${others}`;
  if (deleted) return `deleted${lived}`;
  return `linked by ${linkedBy}${toBeDeleted ? ", to be deleted there" : ""}${lived}`;
}

/** Some golden records under each other, with the facts that were asked for. */
export function entitiesText(
  io: Io,
  { items, next }: Answer<"listEntities">,
  fields: readonly string[],
): string {
  if (items.length === 0) return "None.\n";
  const there = [...new Set(items.flatMap((one) => Object.keys(one.facts)))];
  const shown = fields.length > 0 ? named(fields, there) : besideEachOther(there, (fact) => fact);
  const rows = items.map((one) => [one.id, ...shown.map((fact) => bareText(one.facts[fact]?.value))]);
  return table(io, ["id", ...shown.map(prose)], rows) + more(next);
}

/** The facts that were asked for; of an attribute with a fact for each code or key all of those. */
function named(fields: readonly string[], there: readonly string[]): readonly string[] {
  return fields.flatMap((field) => {
    const each = there.filter((fact) => fact.startsWith(`${field}[`)).sort();
    return each.length === 0 || there.includes(field) ? [field] : each;
  });
}

/** How to see what follows a page. */
export function more(next: string | null): string {
  return next === null ? "" : `More follow: add --after ${next}\n`;
}
