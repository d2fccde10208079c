import { hash } from "node:crypto";
import { invariant } from "../../errors.ts";

/**
 * What is needed of an RFC 6962 Merkle tree to append to it and to know its root: the roots of its complete
 * subtrees, largest first, one for each bit set in the size. At most 53 hashes however large the log.
 */
export interface Frontier {
  readonly size: number;
  readonly roots: readonly Uint8Array[];
}

export const emptyFrontier: Frontier = { size: 0, roots: [] };

/** The tree with more leaves at its end. The leaves are leaf hashes. */
export function appendLeaves(frontier: Frontier, leaves: Iterable<Uint8Array>): Frontier {
  const roots = [...frontier.roots];
  let size = frontier.size;
  for (const leaf of leaves) {
    let root = leaf;
    // Each trailing 1 bit of the size is a complete subtree that the new one joins as its right half.
    for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      const left = roots.pop();
      invariant(left !== undefined, "A frontier has a root for each bit of its size.");
      root = nodeHash(left, root);
    }
    roots.push(root);
    size += 1;
  }
  return { size, roots };
}

/** The Merkle tree hash: SHA-256 of nothing for the empty tree. */
export function treeRoot(frontier: Frontier): Uint8Array {
  const root = frontier.roots.reduceRight<Uint8Array | null>(
    (right, left) => (right === null ? left : nodeHash(left, right)),
    null,
  );
  return root ?? hash("sha256", "", "buffer");
}

/** RFC 6962 interior node: SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  invariant(left.length === 32 && right.length === 32, "A node of the tree joins two hashes of 32 bytes.");
  const node = Buffer.allocUnsafe(65);
  node[0] = 1;
  node.set(left, 1);
  node.set(right, 33);
  return hash("sha256", node, "buffer");
}
