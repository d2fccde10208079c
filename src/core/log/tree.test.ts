import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { leafHash } from "./header.ts";
import { appendLeaves, emptyFrontier, treeRoot } from "./tree.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const sha256 = (...parts: readonly Uint8Array[]) =>
  createHash("sha256").update(Buffer.concat(parts)).digest();

/** The definition of RFC 6962, section 2.1, word for word. */
function treeHash(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return sha256();
  if (leaves.length === 1) return sha256(Uint8Array.of(0), only);
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return sha256(Uint8Array.of(1), treeHash(leaves.slice(0, split)), treeHash(leaves.slice(split)));
}

// The reference leaves and roots of the Certificate Transparency implementations.
const referenceLeaves = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
];
const referenceRoots = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

test.each(referenceRoots.map((root, size) => [size, root] as const))(
  "the root over the first %i reference leaves is the published one",
  (size, root) => {
    const leaves = referenceLeaves.slice(0, size).map((leaf) => leafHash(Buffer.from(leaf, "hex")));

    expect(hex(treeRoot(appendLeaves(emptyFrontier, leaves)))).toBe(root);
  },
);

test("the root is that of the definition, however the leaves were grouped", () => {
  const entries = fc.array(fc.array(fc.uint8Array({ maxLength: 8 }), { maxLength: 9 }), { maxLength: 9 });
  fc.assert(
    fc.property(entries, (groups) => {
      let frontier = emptyFrontier;
      for (const group of groups) frontier = appendLeaves(frontier, group.map(leafHash));

      expect(hex(treeRoot(frontier))).toBe(hex(treeHash(groups.flat())));
    }),
  );
});

test("a frontier holds one hash for each bit of its size", () => {
  let frontier = emptyFrontier;
  for (let size = 1; size <= 300; size++) {
    frontier = appendLeaves(frontier, [leafHash(Uint8Array.of(size & 255))]);

    expect(frontier.size).toBe(size);
    expect(frontier.roots).toHaveLength(size.toString(2).replaceAll("0", "").length);
  }
});
