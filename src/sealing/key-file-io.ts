import { randomBytes } from "node:crypto";
import {
  closeSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { refuse } from "../errors.ts";

const ownerOnly = 0o600;

/** The text of a file that its owner alone may read; `null` where there is none. Refuses `master-key-exposed`. */
export function readOwnFile(file: string): string | null {
  let descriptor: number;
  try {
    descriptor = openSync(file, "r");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return null;
    if (hasCode(error, "EACCES")) {
      return refuse("master-key-unreadable", `The master key at ${file} may not be read by this user.`, {
        hint: "Run as the user who owns the file.",
      });
    }
    throw error;
  }
  try {
    const { mode } = fstatSync(descriptor);
    // On Windows the bits of the mode say nothing about who may read.
    if (process.platform !== "win32" && (mode & 0o077) !== 0) {
      return refuse("master-key-exposed", `Others may read the master key at ${file}.`, {
        hint: `Take their rights away (chmod 600 ${file}); if someone may have read it, rotate: bailiwick keys rotate`,
      });
    }
    return readFileSync(descriptor, "utf8");
  } finally {
    closeSync(descriptor);
  }
}

/** Makes a file, whole or not at all and durably; false when another process made it first. */
export function createFileOnce(file: string, text: string): boolean {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  writeDurably(draft, text);
  try {
    // A link, unlike a rename, never replaces what is there.
    linkSync(draft, file);
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    unlinkSync(draft);
  }
  syncFolder(dirname(file));
  return true;
}

/** Replaces a file, whole or not at all and durably. The draft has one name, so that a crash leaves at most one. */
export function replaceFile(file: string, text: string): void {
  const target = realpathSync(file);
  const draft = `${target}.new`;
  writeDurably(draft, text);
  renameSync(draft, target);
  syncFolder(dirname(target));
}

function writeDurably(file: string, text: string): void {
  // A draft that a crash left behind is removed, never written through: it could be a link to elsewhere.
  rmSync(file, { force: true });
  const descriptor = openSync(file, "wx", ownerOnly);
  try {
    fchmodSync(descriptor, ownerOnly);
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
