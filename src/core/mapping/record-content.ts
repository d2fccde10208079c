import { hash } from "node:crypto";
import type { Valid } from "../golden/validity.ts";
import type { FactKey } from "../ids.ts";
import type { Stated } from "../value/canonical.ts";

/**
 * The text over which the digest of a record is taken: two records with one text say the same, and said it the same way. Gathered part
 * by part as a row is read, or again from what is kept of the row. Each part carries its length, or ends with what no name holds.
 */
export class RecordContent {
  #claims = "";
  #held = "";
  #raw = "";
  #links = "";

  claim(fact: FactKey, value: Stated): void {
    this.#claims += value === null ? `${fact}\0` : `${fact}\0${value.length}:${value}`;
  }

  held(fact: string, { code, message }: { readonly code: string; readonly message: string }): void {
    this.#held += `${fact}\0${code}\0${message.length}:${message}`;
  }

  raw(fact: string, text: string): void {
    this.#raw += `${fact}\0${text.length}:${text}`;
  }

  link(to: string, key: string): void {
    this.#links += `${to}\0${key.length}:${key}`;
  }

  /**
   * SHA-256 of it, cut to 16 bytes, base64url. What it begins with stands for the mapping; a seed that nobody else knows makes
   * it a digest that nobody else can give to other words.
   */
  digest(seed: string, { key, valid, order }: DatedKey): string {
    const dated =
      valid === null && order === null ? "" : `${valid?.from ?? ""} ${valid?.to ?? ""} ${order ?? ""}`;
    const rest = `!${this.#held}~${this.#raw}>${this.#links}@${dated}`;
    return contentDigest(`${seed}${key.length}:${key}${this.#claims}${rest}`);
  }
}

/** The key of a record, and when it is true. */
interface DatedKey {
  readonly key: string;
  readonly valid: Valid | null;
  readonly order: string | null;
}

/** The four sextets that 22 characters of base64url can end in when they stand for 16 bytes. */
const lastSextets = "AQgw";
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** By the 22nd character of the whole hash, the one that keeps its two upper bits alone. */
const cutSextet = new Map([...alphabet].map((character, at) => [character, lastSextets.charAt(at >> 4)]));

function contentDigest(content: string): string {
  const whole = hash("sha256", content, "base64url");
  return whole.slice(0, 21) + cutSextet.get(whole.charAt(21));
}
