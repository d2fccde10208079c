import pc from "picocolors";

export type Paint = ReturnType<typeof pc.createColors>;

/** Where a command prints. Its result goes to `out`; progress, advice and errors go to `err`. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  /** Characters of a line; `null` where the output is no terminal, and lines may be as long as they are. */
  readonly columns: number | null;
  /** Whether someone watches `err`, so that progress may be drawn over itself. */
  readonly watched: boolean;
  readonly paint: Paint;
  now(): Date;
}

/** Of a terminal that does not say how wide it is: as wide as most are. */
const columnsUnsaid = 80;

/** The terminal that the process was given. Colours only where someone looks, and nobody forbids them. */
export function terminal(): Io {
  const { stdout, stderr } = process;
  const forbidden = process.argv.includes("--no-color") || (process.env.NO_COLOR ?? "") !== "";
  const dumb = process.env.TERM === "dumb";
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    columns: stdout.isTTY ? Math.max(stdout.columns || columnsUnsaid, 40) : null,
    watched: stderr.isTTY && !dumb,
    paint: pc.createColors(stdout.isTTY && !forbidden && !dumb),
    now: () => new Date(),
  };
}
