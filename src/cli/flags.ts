import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** What may be said to any command. */
export interface Flags {
  /** The folder of the model; `null` where none was named. */
  readonly model: string | null;
  readonly data: string;
  /** The address of a server; `null`: the one that runs on the data folder. */
  readonly url: string | null;
  readonly token: string | null;
  readonly json: boolean;
}

export interface GivenFlags {
  readonly model?: string;
  readonly data?: string;
  readonly url?: string;
  readonly token?: string;
  readonly json?: boolean;
}

/** The environment of a process, or what a test puts in its place. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The flags as given, else from the environment, else as they are for a folder. */
export function flagsOf(given: GivenFlags, env: Environment, folder: string): Flags {
  const said = (flag: string | undefined, name: string): string | null => {
    const text = flag ?? env[name];
    return text === undefined || text === "" ? null : text;
  };
  const model = said(given.model, "BAILIWICK_MODEL");
  return {
    model: model === null ? null : resolve(folder, model),
    data: resolve(folder, said(given.data, "BAILIWICK_DATA") ?? dataFolderFrom(folder)),
    url: said(given.url, "BAILIWICK_URL"),
    token: said(given.token, "BAILIWICK_TOKEN"),
    json: given.json ?? false,
  };
}

/** The `.bailiwick` of this folder or of one above it, as git finds its own; else the one that would be made here. */
function dataFolderFrom(folder: string): string {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const found = join(at, ".bailiwick");
    if (existsSync(found)) return found;
    if (dirname(at) === at) return join(folder, ".bailiwick");
  }
}
