import type { Stated } from "../value/canonical.ts";
import type { Sealed } from "./entry.ts";

/** Stands for a value that was sealed and whose key or blob has been destroyed. */
export const erased = Symbol("erased");
/** A value as the log still tells it. */
export type Replayed = Stated | typeof erased;
/** Opens what a body refers to; `erased` where it has been destroyed. */
export type OpenSealed = (sealed: Sealed) => Replayed;
