import { hash, randomBytes } from "node:crypto";

const secretBytes = 32;

/** A fresh secret; its prefix lets scanners of leaked secrets tell what it is. */
export const newSecret = (): string => `bailiwick_${randomBytes(secretBytes).toString("base64url")}`;

/** What is stored of a secret. 32 random bytes need no slow hash: there is nothing to guess. */
export const hashOf = (secret: string): Buffer => hash("sha256", secret, "buffer");

/** Whether a text can be a secret at all: what is not is answered without asking the database. */
export const looksLikeSecret = (text: string): boolean => /^bailiwick_[A-Za-z0-9_-]{43}$/.test(text);
