import { chown, lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { refuse } from "../../errors.ts";

/** The user and group under which PostgreSQL runs. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** `null`: as we ourselves are. PostgreSQL refuses to run as root, so root lends it an account without rights. */
export async function accountFor(clusterFolder: string): Promise<Account | null> {
  const own = process.getuid?.();
  const owner = await ownerOf(clusterFolder);
  if (own !== 0) {
    if (owner !== null && owner.uid !== own) refuseForeign(clusterFolder, owner.uid);
    return null;
  }
  if (owner !== null && owner.uid !== 0) return owner;
  return unprivilegedAccount(await readFile("/etc/passwd", "utf8").catch(withoutFile));
}

const candidates = ["bailiwick", "postgres", "nobody"];

/** The first account of the list that the machine knows; 65534 is `nobody` everywhere. */
export function unprivilegedAccount(passwd: string): Account {
  const lines = passwd.split("\n").map((line) => line.split(":"));
  for (const name of candidates) {
    const line = lines.find((fields) => fields[0] === name);
    const uid = Number(line?.[2]);
    const gid = Number(line?.[3]);
    if (uid > 0 && gid > 0) return { uid, gid };
  }
  return { uid: 65534, gid: 65534 };
}

/** Hands a folder over, with all that is in it, itself last: what was cut short is done again. Links are not followed. */
export async function handOver(folder: string, account: Account): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await handOver(path, account);
    else if (entry.isFile()) await chown(path, account.uid, account.gid);
  }
  await chown(folder, account.uid, account.gid);
}

async function ownerOf(folder: string): Promise<Account | null> {
  try {
    const { uid, gid } = await lstat(folder);
    return { uid, gid };
  } catch (error) {
    withoutFile(error);
    return null;
  }
}

/** What a file that is not there holds. */
function withoutFile(error: unknown): "" {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
  throw error;
}

function refuseForeign(folder: string, uid: number): never {
  refuse("data-folder-foreign", `The database in ${folder} belongs to user ${uid}, not to you.`, {
    hint: `It was last started by root or another user. Start it as that user, or hand it over: chown -R $(id -u) ${folder}`,
  });
}
