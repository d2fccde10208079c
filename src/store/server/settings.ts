import { chown, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Cluster } from "./cluster.ts";

/** Settings of PostgreSQL by name, as they stand in its configuration file. */
export type Settings = Readonly<Record<string, string>>;

/**
 * What differs from PostgreSQL's defaults. Nothing of durability does: fsync, synchronous_commit and full_page_writes
 * stay on. Rejected: wal_compression, for which these binaries carry pglz only, which costs more than it saves.
 */
const ours: Settings = {
  listen_addresses: "",
  unix_socket_permissions: "0700",
  shared_buffers: "256MB",
  // A load writes a few GB of log; a checkpoint every GB would write each page several times over.
  max_wal_size: "4GB",
  checkpoint_timeout: "15min",
  // Our queries are short; compiling them costs more than running them.
  jit: "off",
  // Values may be personal: neither statements, nor their parameters, nor "Key (email)=(…)" stand in the log.
  log_min_error_statement: "panic",
  log_parameter_max_length_on_error: "0",
  log_error_verbosity: "terse",
  log_checkpoints: "off",
  log_line_prefix: "%m [%p] ",
  log_timezone: "UTC",
  timezone: "UTC",
};

/** Writes our settings beside PostgreSQL's own file, which includes them; what the operator adds below wins. */
export async function writeSettings(cluster: Cluster, socketFolder: string, more: Settings): Promise<void> {
  const all: Settings = { ...ours, unix_socket_directories: socketFolder, ...more };
  const lines = Object.entries(all).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`);
  const path = join(cluster.folder, "bailiwick.conf");
  await writeFile(
    path,
    `# Written at every start. Your own settings go into postgresql.conf.\n${lines.join("")}`,
    {
      mode: 0o600,
    },
  );
  if (cluster.account !== null) await chown(path, cluster.account.uid, cluster.account.gid);
  await includeOnce(join(cluster.folder, "postgresql.conf"));
}

/** First, so that the lines of the file itself come later and win, but for those that initdb left there. */
async function includeOnce(path: string): Promise<void> {
  const text = await readFile(path, "utf8");
  const include = "include 'bailiwick.conf'\n";
  if (text.startsWith(include)) return;
  const without = text.replaceAll(
    /^(max_connections|shared_buffers|max_wal_size|log_timezone|timezone) =/gm,
    "#$1 =",
  );
  await writeFile(path, include + without);
}
