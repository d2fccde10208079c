import { createSecretKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { encodeSlots } from "../core/log/sealed.ts";
import { seal } from "./aead.ts";
import { openBlob } from "./blob.ts";
import { type SealedPurpose, sealingContext } from "./context.ts";

interface SealedVector {
  readonly purpose: SealedPurpose;
  readonly log: number;
  readonly subject: string;
  readonly key: string;
  readonly nonce: string;
  readonly values: readonly (string | null)[];
  readonly blob: string;
}

const file = readFileSync(new URL("../core/log/entry-1.vectors.json", import.meta.url), "utf8");
const vectors: { readonly entries: readonly { readonly sealed: readonly SealedVector[] }[] } =
  JSON.parse(file);
const blobs = vectors.entries.flatMap((entry) => entry.sealed);

test("the sealed values of the fixed vectors open to the values beside them, and are sealed the same again", () => {
  expect(blobs.length).toBeGreaterThan(2);
  for (const { purpose, log, subject, key, nonce, values, blob } of blobs) {
    const secret = createSecretKey(Buffer.from(key, "hex"));
    const context = sealingContext(purpose, log, subject);

    expect(openBlob(secret, Buffer.from(blob, "hex"), context)).toEqual({ ok: true, value: values });
    const again = seal({
      key: secret,
      plain: encodeSlots(values),
      context,
      nonce: Buffer.from(nonce, "hex"),
    });
    expect(again.toString("hex")).toBe(blob);
  }
});
