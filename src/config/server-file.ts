import { readFile, rename, rm, writeFile } from "node:fs/promises";

/** Where the server on a data folder listens, and a token that is good while it runs. */
export interface ServerFile {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  readonly version: string;
}

/** Readable for its owner alone: who may read it may read the keys beside it. */
export async function writeServerFile(path: string, says: ServerFile): Promise<void> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(says, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, path);
}

export const dropServerFile = (path: string): Promise<void> => rm(path, { force: true });

/** What stands in the file; `null` where there is none, or none that can be read. Its process may be over by now. */
export async function readServerFile(path: string): Promise<ServerFile | null> {
  try {
    const says: unknown = JSON.parse(await readFile(path, "utf8"));
    return isServerFile(says) ? says : null;
  } catch (error) {
    const known = error instanceof SyntaxError || (error instanceof Error && "code" in error);
    if (known) return null;
    throw error;
  }
}

function isServerFile(says: unknown): says is ServerFile {
  if (typeof says !== "object" || says === null) return false;
  const { url, token, pid } = says as Record<string, unknown>;
  return typeof url === "string" && typeof token === "string" && typeof pid === "number";
}
