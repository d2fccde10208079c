import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

export interface SampleOptions {
  /** The same seed (and last day) gives the same bytes. */
  readonly seed: number;
  /** The day on which the story ends, `2026-11-14` for instance; all exports are of days before it. */
  readonly lastDay: string;
}

/** One file as a system exported it. */
export interface Export {
  readonly source: string;
  readonly file: string;
  /** The instant as of which the system exported it. */
  readonly asOf: string;
  /** Whether the file is the whole source, so that what is absent from it was deleted. */
  readonly complete: boolean;
}

/** What the systems of a sample exported, and what is wrong in it on purpose. */
export interface Exported {
  /** In the order in which they are to be loaded. */
  readonly exports: readonly Export[];
  /** The text of each file by its name. */
  readonly texts: ReadonlyMap<string, string>;
  /** How many of each kind the sample plants; the numbers that live data is compared with. */
  readonly planted: Readonly<Record<string, number>>;
}

/** The day on which the story of a sample ends, unless another is asked for. */
export const storyEnd = "2026-11-14";

/** What is generated where nothing else is asked for. */
export const sampleDefaults: SampleOptions = { seed: 26, lastDay: storyEnd };

/** The name of the file that lists the exports in their order, beside them. */
export const manifestName = "exports.json";

/** Writes the exports and their manifest into a folder, which is made where it is missing. */
export async function writeExports({ exports, texts, planted }: Exported, dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  for (const [file, text] of texts) await writeFile(join(dir, file), text);
  await writeFile(join(dir, manifestName), `${JSON.stringify({ planted, exports }, null, 2)}\n`);
}

/** The exports of a story, as they are added: in the order in which they are to be loaded. */
export class ExportList {
  readonly exports: Export[] = [];
  readonly texts = new Map<string, string>();
  readonly #lastDay: string;

  constructor(lastDay: string) {
    this.#lastDay = lastDay;
  }

  /** A file of one source, exported so many days before the story ends, at six in the morning. */
  add(source: string, days: number, text: string, { extension = "csv", complete = false } = {}): void {
    const day = dayBefore(this.#lastDay, days);
    const file = `${source}-${day}.${extension}`;
    this.texts.set(file, text);
    this.exports.push({ source, file, asOf: `${day}T06:00:00.000Z`, complete });
  }
}

/** The date so many days before another. */
export function dayBefore(end: string, days: number): string {
  const instant = new Date(`${end}T00:00:00Z`);
  instant.setUTCDate(instant.getUTCDate() - days);
  return instant.toISOString().slice(0, 10);
}

/** How many a plan has of each kind. */
export function countsOf(plan: Readonly<Record<string, readonly unknown[]>>): Exported["planted"] {
  return Object.fromEntries(Object.entries(plan).map(([kind, all]) => [kind, all.length]));
}
