import { isIP } from "node:net";
import { join, resolve } from "node:path";
import { refuse } from "../errors.ts";
import { type Env, readEnv } from "./env.ts";

export const logLevels = ["silent", "error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof logLevels)[number];

/** Everything that a server is started with; nothing else is read from the environment. */
export interface Config {
  /** Started for the length of one command: it tells no other command where it listens, since it would be gone under it. */
  readonly forOneCommand?: true;
  /** Absolute. Holds the embedded database, the master key, what waits in spool files, and where the server listens. */
  readonly dataDir: string;
  /** `null` starts the PostgreSQL that comes with the product. */
  readonly databaseUrl: string | null;
  readonly listen: { readonly host: string /** 0 takes a free one. */; readonly port: number };
  /** Absolute; `null` leaves the model in force as it is. */
  readonly modelDir: string | null;
  readonly logLevel: LogLevel;
  /** As the environment gives it; `null` is the key file in the data folder. */
  readonly masterKey: { readonly current: string; readonly previous: string | null } | null;
}

export const defaultListen = { host: "127.0.0.1", port: 7420 } as const;

/** What flags say goes before what the environment says. */
export interface Flags {
  readonly data?: string | undefined;
  readonly model?: string | undefined;
  readonly listen?: string | undefined;
  readonly databaseUrl?: string | undefined;
}

/** Derives the configuration from flags and environment; refuses what contradicts itself. */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  flags: Flags = {},
  folder: string = process.cwd(),
): Config {
  const said = readEnv(env);
  const model = flags.model ?? said.BAILIWICK_MODEL;
  return {
    dataDir: resolve(folder, flags.data ?? said.BAILIWICK_DATA ?? ".bailiwick"),
    databaseUrl: databaseUrl(flags.databaseUrl ?? said.DATABASE_URL),
    listen: listenAt(flags.listen ?? said.BAILIWICK_LISTEN),
    modelDir: model === null ? null : resolve(folder, model),
    logLevel: logLevel(said.BAILIWICK_LOG),
    masterKey: masterKey(said),
  };
}

/** Paths below the data folder. */
export const keyFileOf = (config: Config): string => join(config.dataDir, "master.key");
export const spoolFolderOf = (config: Config): string => join(config.dataDir, "spool");
/** Says where a running server listens, for commands on the same data. */
export const serverFileOf = (dataDir: string): string => join(dataDir, "server.json");

function databaseUrl(text: string | null): string | null {
  if (text === null) return null;
  if (/^postgres(ql)?:\/\//.test(text)) return text;
  return refuse("config-contradicts", "DATABASE_URL is not the address of a PostgreSQL.", {
    hint: "It begins with postgres://, as in postgres://user:password@host:5432/database.",
  });
}

function listenAt(text: string | null): Config["listen"] {
  if (text === null) return defaultListen;
  const parts = /^(?:\[([^\]]+)\]|([^:]*))(?::(\d{1,5}))?$/.exec(text) ?? refuseListen(text);
  const host = parts[1] ?? parts[2] ?? "";
  const port = parts[3] === undefined ? defaultListen.port : Number(parts[3]);
  if (port > 65_535) refuseListen(text);
  if (parts[1] !== undefined && isIP(parts[1]) !== 6) refuseListen(text);
  return { host: host === "" ? defaultListen.host : host, port };
}

function refuseListen(text: string): never {
  refuse(
    "config-contradicts",
    `\`listen\` (BAILIWICK_LISTEN) is ${JSON.stringify(text)}, which is no address.`,
    {
      hint: "Write host:port, as in 127.0.0.1:7420 or [::1]:7420; port 0 takes a free one.",
    },
  );
}

function logLevel(text: string | null): LogLevel {
  if (text === null) return "warn";
  const level = logLevels.find((one) => one === text);
  return (
    level ??
    refuse("config-contradicts", `BAILIWICK_LOG is ${JSON.stringify(text)}.`, {
      hint: `It is one of: ${logLevels.join(", ")}.`,
    })
  );
}

function masterKey(env: Env): Config["masterKey"] {
  const { BAILIWICK_MASTER_KEY: current, BAILIWICK_MASTER_KEY_PREVIOUS: previous } = env;
  if (current !== null) return { current, previous };
  if (previous === null) return null;
  return refuse(
    "config-contradicts",
    "BAILIWICK_MASTER_KEY_PREVIOUS is set and BAILIWICK_MASTER_KEY is not.",
    {
      hint: "Put the new key in BAILIWICK_MASTER_KEY; the previous one is wanted beside it, while keys are rotated.",
    },
  );
}
