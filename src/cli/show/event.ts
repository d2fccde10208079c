import { bareText, oneLine, timeText, valueText } from "../../app/words.ts";
import type { Client } from "../client.ts";
import type { Io } from "../io.ts";

type Event = ReturnType<Client["streamEvents"]> extends AsyncIterable<infer One> ? One : never;

/** An event in a line: when, what of which entity, which golden values it made, what else happened, and by whom. */
export function eventText(io: Io, { id, time, type, subject, data }: Event): string {
  const kind = io.paint.bold(type.replace(/^bailiwick\./, ""));
  const { type: entity, name, source, actorName, facts, happened, kind: told, run, ...rest } = data;
  const words =
    subject === undefined
      ? plainWords(rest)
      : [
          `${oneLine(String(entity))}/${oneLine(String(name ?? subject))}`,
          ...factWords(facts),
          ...(Array.isArray(happened) ? happened.map(String) : []),
        ];
  const from =
    typeof source === "string" && source !== "hub" ? `from ${oneLine(source)}` : `by ${bareText(actorName)}`;
  return `${timeText(time)}  ${kind}  ${words.join("  ")}  ${from}  ${io.paint.dim(id)}\n`;
}

function factWords(facts: unknown): readonly string[] {
  if (typeof facts !== "object" || facts === null) return [];
  return Object.entries(facts).map(([fact, stands]: [string, unknown]) => {
    if (typeof stands !== "object" || stands === null || !("value" in stands))
      return `${oneLine(fact)} has ended`;
    const basis = "basis" in stands ? ` (${String(stands.basis)})` : "";
    return `${oneLine(fact)} ${valueText(stands.value)}${basis}`;
  });
}

const plainWords = (rest: object): readonly string[] =>
  Object.entries(rest).flatMap(([name, value]) => (value === null ? [] : [`${name} ${bareText(value)}`]));
