import type { Argument } from "../../app/read/argument.ts";
import type { Io } from "../io.ts";

/** Five commands to try, that work as they stand. */
export function tryText(io: Io, { example }: Argument, command: string): string {
  const about =
    example === null
      ? []
      : [
          [`explain ${example.address} ${example.attribute}`, "the four answers"],
          [`history ${example.address} ${example.attribute}`, "how it came to this"],
        ];
  const rows = [
    ...about,
    ["divergences --groups", "what disagrees, by cause"],
    ["suggest", "what would end it"],
    ["demo wrong-edit", "someone edits the copy"],
  ];
  const width = Math.max(...rows.map(([words = ""]) => words.length));
  const lines = rows.map(
    ([words = "", note = ""]) => `  ${command} ${words.padEnd(width)}  ${io.paint.dim(note)}\n`,
  );
  return `${io.paint.bold("Try, in another terminal:")}\n${lines.join("")}`;
}
