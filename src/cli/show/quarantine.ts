import { bareText, timeText, valueText, wrapped } from "../../app/words.ts";
import type { Answer } from "../client.ts";
import type { Io } from "../io.ts";
import { more } from "./entity.ts";
import { pairs } from "./table.ts";

type Quarantined = Answer<"listQuarantine">["items"][number];

/** Refused records under each other: where each stood, and below it every reason. */
export function quarantineText(io: Io, { items, next }: Answer<"listQuarantine">): string {
  if (items.length === 0) return "None: nothing has been refused.\n";
  return items.map((one) => recordText(io, one)).join("") + more(next);
}

/** One refused record, with its bytes. */
export function quarantinedText(io: Io, one: Answer<"getQuarantined">): string {
  const bytes = typeof one.bytes === "string" ? Buffer.from(one.bytes, "base64") : null;
  return [
    pairs(io, [
      ["id", one.id],
      ["source", one.source],
      ["key", bareText(one.key)],
      ["line", `${one.line} (${one.format})`],
      ["came", timeText(one.createdAt)],
      ["state", one.state],
      ["run", one.run ?? ""],
    ]),
    `\n${io.paint.bold("Why")}\n${one.reasons.map((reason) => `  ${reasonText(reason)}\n`).join("")}`,
    one.columns === null ? "" : `\n${io.paint.bold("Columns")}\n  ${columnsText(one.columns)}\n`,
    `\n${io.paint.bold("As it came")}\n  ${bytes === null ? valueText(one.bytes) : bytesText(bytes)}\n`,
    one.state === "open"
      ? `\nOnce it is mended: bailiwick quarantine retry ${one.id} [column=value …]\n`
      : "",
  ].join("");
}

const columnsText = (columns: Answer<"getQuarantined">["columns"]): string =>
  Array.isArray(columns) ? columns.join(", ") : valueText(columns);

function recordText(io: Io, one: Quarantined): string {
  const width = (io.columns ?? Number.POSITIVE_INFINITY) - 2;
  const key = one.key === null ? "without a key" : bareText(one.key);
  const head = `${one.source} line ${one.line}, ${key}`;
  const state = one.state === "open" ? "" : `, ${one.state}`;
  return [
    `${io.paint.bold(head)}${state}  ${io.paint.dim(one.id)}\n`,
    ...one.reasons.flatMap((reason) => wrapped(reasonText(reason), width)).map((line) => `  ${line}\n`),
  ].join("");
}

function reasonText({ code, message, fact }: Quarantined["reasons"][number]): string {
  return `${fact === undefined ? "" : `${fact}: `}${message} (${code})`;
}

/** Bytes as text where they are text; each byte that is not stands as `\xfc`. */
export function bytesText(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = characterAt(bytes, at);
    if (length === 0) parts.push(`\\x${(bytes[at] ?? 0).toString(16).padStart(2, "0")}`);
    else parts.push(new TextDecoder().decode(bytes.subarray(at, at + length)));
    at += Math.max(length, 1);
  }
  return parts.join("");
}

/** How many bytes the character here takes; 0 where it is none that can be printed. */
function characterAt(bytes: Uint8Array, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
    try {
      const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
        bytes.subarray(at, at + length),
      );
      return /\p{Cc}/u.test(text) && text !== "\n" ? 0 : length;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
  return 0;
}
