import { bareText, oneLine, valueText } from "../../app/words.ts";
import type { Answer } from "../client.ts";
import type { Io } from "../io.ts";
import { more } from "./entity.ts";

type Duplicates = Answer<"listDuplicates">;
type Duplicate = Duplicates["items"][number];
type Side = Duplicate["left"];

/** Pairs under each other, each side with its records and what it says. */
export function duplicatesText(io: Io, { items, next }: Duplicates): string {
  if (items.length === 0) return "None.\n";
  return items.map((one) => pairText(io, one)).join("\n") + more(next);
}

function pairText(io: Io, one: Duplicate): string {
  const what = one.kind === "duplicate" ? "may be the same" : "may belong elsewhere";
  const state = one.state === "open" ? "" : ` (${one.state})`;
  const decide =
    one.state === "open" && one.right !== null
      ? one.kind === "duplicate"
        ? `  bailiwick duplicate merge ${nameOf(one.left)} ${nameOf(one.right)} --reason …\n`
        : `  bailiwick duplicate move <source>:<key> --to ${nameOf(one.right)} --reason …\n`
      : "";
  return [
    `${io.paint.bold(`${one.type}: ${what}`)}${state}: ${oneLine(one.reason)}\n`,
    sideText(one.left),
    one.right === null ? "" : sideText(one.right),
    io.paint.dim(decide),
  ].join("");
}

/** As a command takes it: by a record, where its key is plain to see and to write. */
function nameOf({ id, records: [first] }: Side): string {
  if (first === undefined || typeof first.key !== "string" || !/^[\w./:-]+$/.test(first.key)) return id;
  return `${first.source}:${first.key}`;
}

function sideText({ id, facts, records }: Side): string {
  const held = records.map(({ source, key }) => `${source} ${bareText(key)}`).join(", ");
  const said = Object.entries(facts)
    .slice(0, 4)
    .map(([fact, value]) => `${fact} ${valueText(value)}`);
  return `  ${id}  ${held}\n    ${said.join(", ")}\n`;
}
