import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { refuse } from "../../errors.ts";
import { type Account, handOver } from "./account.ts";
import { type Binaries, reachableTemporaryFolder } from "./binaries.ts";

/** The folder of PostgreSQL's own files, and how its programs are called on it. */
export interface Cluster {
  readonly folder: string;
  readonly account: Account | null;
  readonly password: string;
}

/** PostgreSQL reads only its own major version's files. */
const major = "18";

/** Makes the cluster at the first start; afterwards sees to it that it is ours to start. */
export async function prepareCluster(
  folder: string,
  account: Account | null,
  binaries: Binaries,
): Promise<Cluster> {
  const version = await readFile(join(folder, "PG_VERSION"), "utf8").catch(absent);
  const passwordFile = join(dirname(folder), "postgres.password");
  if (version === null) {
    const cluster = { folder, account, password: randomBytes(24).toString("base64url") };
    await writeFile(passwordFile, cluster.password, { mode: 0o600 });
    await makeCluster(cluster, binaries);
    return cluster;
  }
  if (version.trim() !== major) {
    refuse(
      "database-version",
      `The data in ${folder} is of PostgreSQL ${version.trim()}, this is ${major}.`,
      {
        hint: "Start the Bailiwick that wrote it, export from there, and load into a new folder.",
      },
    );
  }
  if (account !== null && (await stat(folder)).uid !== account.uid) await handOver(folder, account);
  return { folder, account, password: (await readFile(passwordFile, "utf8")).trim() };
}

/**
 * How the programs are told where the cluster is. The account may not be able to enter the folders above it, so root
 * names it by the working folder, which the process was put into before it became that account.
 */
export function clusterArguments(cluster: Pick<Cluster, "folder" | "account">) {
  const { folder, account } = cluster;
  if (account !== null && process.platform !== "linux") {
    refuse("platform-unsupported", "As root, PostgreSQL of our own runs on Linux only.", {
      hint: "Start Bailiwick as an ordinary user, or set DATABASE_URL.",
    });
  }
  const environment = { PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };
  return {
    path: account === null ? folder : "/proc/self/cwd",
    options: { cwd: folder, env: environment, ...(account ?? {}) },
  };
}

/** Made beside its place and moved there whole, so that a start cut short leaves no half cluster behind. */
async function makeCluster(cluster: Cluster, binaries: Binaries): Promise<void> {
  const { folder, account } = cluster;
  const fresh = `${folder}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  const secret = await reachableTemporaryFolder(account);
  try {
    const passwordFile = join(secret, "password");
    await writeFile(passwordFile, cluster.password, { mode: 0o600 });
    if (account !== null) {
      await chown(fresh, account.uid, account.gid);
      await chown(passwordFile, account.uid, account.gid);
    }
    await runInitdb({ ...cluster, folder: fresh }, binaries, passwordFile);
    await rename(fresh, folder);
  } finally {
    await rm(secret, { recursive: true, force: true });
  }
}

async function runInitdb(cluster: Cluster, binaries: Binaries, passwordFile: string): Promise<void> {
  const { path, options } = clusterArguments(cluster);
  const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const access = ["--username=postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`];
  const initdb = spawn(binaries.initdb, ["-D", path, ...locale, ...access, "--data-checksums"], {
    ...options,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise<number | null>((resolve, reject) =>
    initdb.on("close", resolve).on("error", reject),
  );
  const [words, code] = await Promise.all([text(initdb.stderr), ended]);
  if (code !== 0) {
    refuse("database-not-started", `The database could not be made in ${cluster.folder}: ${words.trim()}`, {
      hint: "Make room or rights there, and start again.",
    });
  }
}

function absent(error: unknown): null {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
  throw error;
}
