import { checkServer } from "./own-server.ts";
import { startPostgres } from "./postgres.ts";

/** The server that holds our data: one of the user's, or our own. */
export interface RunningDatabase {
  readonly url: string;
  /** Settles when our own server is over unasked; of another's server we only see failing connections. */
  readonly exited: Promise<void>;
  /** Ends our own server; another's is left alone. */
  readonly stop: () => Promise<void>;
}

/** `url` is DATABASE_URL, `null` where it is not set. */
export async function startDatabase(from: {
  readonly url: string | null;
  readonly dataDir: string;
}): Promise<RunningDatabase> {
  if (from.url === null) return await startPostgres({ dataDir: from.dataDir });
  await checkServer(from.url);
  return { url: from.url, exited: new Promise(() => {}), stop: async () => {} };
}
