/** What the environment says, as it stands there; every variable that the product reads is named here. */
export interface Env {
  /** A PostgreSQL of one's own; absent: the one that comes with the product. */
  readonly DATABASE_URL: string | null;
  /** The folder of all that is kept outside the database. */
  readonly BAILIWICK_DATA: string | null;
  /** `host:port`, `:port` or `host` to listen at. */
  readonly BAILIWICK_LISTEN: string | null;
  /** The folder of the model that is put in force at the start. */
  readonly BAILIWICK_MODEL: string | null;
  /** `silent`, `error`, `warn`, `info`, `debug`. */
  readonly BAILIWICK_LOG: string | null;
  readonly BAILIWICK_MASTER_KEY: string | null;
  readonly BAILIWICK_MASTER_KEY_PREVIOUS: string | null;
}

const names = [
  "DATABASE_URL",
  "BAILIWICK_DATA",
  "BAILIWICK_LISTEN",
  "BAILIWICK_MODEL",
  "BAILIWICK_LOG",
  "BAILIWICK_MASTER_KEY",
  "BAILIWICK_MASTER_KEY_PREVIOUS",
] as const satisfies readonly (keyof Env)[];

/** Reads the variables; what is set to nothing is not set. */
export function readEnv(from: Readonly<Record<string, string | undefined>>): Env {
  const read = (name: keyof Env): string | null => from[name]?.trim() || null;
  return Object.fromEntries(names.map((name) => [name, read(name)])) as Record<keyof Env, string | null>;
}
