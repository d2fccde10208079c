import { randomBytes } from "node:crypto";
import { Refused, refuse } from "../errors.ts";
import { createFileOnce, readOwnFile, replaceFile } from "./key-file-io.ts";
import { keyBytes, MasterKey, masterKeyId } from "./master-key.ts";

/** Where the master key is. */
export interface MasterKeyPlace {
  /** Path of the key file, used where the environment holds no key. */
  readonly file: string;
  /** `BAILIWICK_MASTER_KEY`, and while it is rotated `BAILIWICK_MASTER_KEY_PREVIOUS`: base64 of 32 bytes each. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface Keys {
  readonly current: Buffer;
  readonly previous: Buffer | null;
}

/**
 * Opens the master key from the environment or else from its file. `ifMissing` is `create` only for a database that
 * holds nothing sealed yet: a fresh key in place of a lost one would look like a start and be a loss.
 * Refuses: `master-key-missing`, `master-key-exposed`, `master-key-malformed`.
 */
export function openMasterKey(
  place: MasterKeyPlace & { readonly ifMissing: "create" | "refuse" },
): MasterKey {
  const keys = keysFromEnv(place.env) ?? keysFromFile(place.file) ?? firstKeys(place);
  return new MasterKey(keys.current, keys.previous);
}

/**
 * Makes a new master key the current one and keeps the old one beside it, on disk before this returns. Called again
 * after a crash it goes on with the rotation that was begun. Then re-wrap all keys in one database transaction, and
 * after its commit call `finishRotation`. With the key in the environment both keys are given there.
 */
export function beginRotation(place: MasterKeyPlace): MasterKey {
  const given = keysFromEnv(place.env);
  if (given !== null) {
    if (given.previous !== null) return new MasterKey(given.current, given.previous);
    return refuse("master-key-not-rotatable", "The master key comes from BAILIWICK_MASTER_KEY.", {
      hint: "Put the new key in BAILIWICK_MASTER_KEY and the old one in BAILIWICK_MASTER_KEY_PREVIOUS, then rotate again.",
    });
  }
  const keys = keysFromFile(place.file) ?? missing(place.file);
  if (keys.previous !== null) return new MasterKey(keys.current, keys.previous);
  const next = { current: randomBytes(keyBytes), previous: keys.current };
  replaceFile(place.file, fileText(next));
  return new MasterKey(next.current, next.previous);
}

/**
 * Forgets the previous master key. Only once no key is wrapped under it any more: afterwards nothing opens those.
 * `file` when it was dropped from the file, `nothing` when there was none, `env` when the operator must take
 * BAILIWICK_MASTER_KEY_PREVIOUS away.
 */
export function finishRotation(place: MasterKeyPlace): "file" | "nothing" | "env" {
  const given = keysFromEnv(place.env);
  if (given !== null) return given.previous === null ? "nothing" : "env";
  const keys = keysFromFile(place.file) ?? missing(place.file);
  if (keys.previous === null) return "nothing";
  replaceFile(place.file, fileText({ current: keys.current, previous: null }));
  return "file";
}

function keysFromEnv(env: MasterKeyPlace["env"]): Keys | null {
  const { BAILIWICK_MASTER_KEY: current, BAILIWICK_MASTER_KEY_PREVIOUS: previous } = env;
  if (current === undefined || current === "") return null;
  const keys = {
    current: parseKey(current.trim(), "BAILIWICK_MASTER_KEY"),
    previous: previous ? parseKey(previous.trim(), "BAILIWICK_MASTER_KEY_PREVIOUS") : null,
  };
  if (keys.previous?.equals(keys.current)) {
    refuse(
      "master-key-malformed",
      "BAILIWICK_MASTER_KEY and BAILIWICK_MASTER_KEY_PREVIOUS are the same key.",
    );
  }
  return keys;
}

function firstKeys(place: MasterKeyPlace & { readonly ifMissing: "create" | "refuse" }): Keys {
  if (place.ifMissing === "refuse") return missing(place.file);
  const made = { current: randomBytes(keyBytes), previous: null };
  if (createFileOnce(place.file, fileText(made))) return made;
  // Another process was first; its key is the key.
  return keysFromFile(place.file) ?? missing(place.file);
}

function missing(file: string): never {
  return refuse("master-key-missing", `There is no master key at ${file}.`, {
    hint: "Put the file back from its backup, or give the key in BAILIWICK_MASTER_KEY. What is sealed under it cannot be read without it.",
  });
}

function keysFromFile(file: string): Keys | null {
  const text = readOwnFile(file);
  return text === null ? null : parseFile(text, file);
}

const note =
  "Whoever has this file can read every sealed value; without it nobody can. Keep a copy apart from the data.";

function fileText({ current, previous }: Keys): string {
  const written = (key: Buffer) => ({ id: masterKeyId(key), key: key.toString("base64") });
  const members = {
    note,
    current: written(current),
    ...(previous === null ? {} : { previous: written(previous) }),
  };
  return `${JSON.stringify({ "bailiwick-master-key": 1, ...members }, null, 2)}\n`;
}

function parseFile(text: string, file: string): Keys {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    // The parser's own words may quote the key, so they are not passed on.
    if (error instanceof SyntaxError) return malformed(file, "it is not JSON");
    throw error;
  }
  const members = membersOf(parsed);
  if (members.get("bailiwick-master-key") !== 1)
    return malformed(file, "it is not a master key file of format 1");
  const current = parseWritten(members.get("current"), file);
  const previous = members.has("previous") ? parseWritten(members.get("previous"), file) : null;
  if (previous?.equals(current)) return malformed(file, "current and previous are the same key");
  return { current, previous };
}

function parseWritten(written: unknown, file: string): Buffer {
  const members = membersOf(written);
  const key = parseKey(members.get("key"), file);
  if (members.get("id") !== masterKeyId(key))
    return malformed(file, "a key does not have the id that stands beside it");
  return key;
}

function parseKey(text: unknown, where: string): Buffer {
  if (typeof text !== "string" || !/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/.test(text)) {
    return malformed(where, "a key is 32 bytes in base64: 44 characters");
  }
  const key = Buffer.from(text, "base64");
  // 32 random bytes have fewer than 8 different ones with a chance of 2^-130: this is a placeholder, not a key.
  if (new Set(key).size < 8) return malformed(where, "the key is not random");
  return key;
}

function malformed(where: string, why: string): never {
  throw new Refused({
    code: "master-key-malformed",
    message: `The master key in ${where} cannot be used: ${why}.`,
    hint: "Put the file back from its backup; a new key is made with: openssl rand -base64 32",
  });
}

function membersOf(parsed: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof parsed === "object" && parsed !== null ? Object.entries(parsed) : []);
}
