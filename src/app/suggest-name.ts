import { nearest } from "../core/model/nearest.ts";

/** The name that was probably meant, or `null` where none is near enough. */
export const suggestName = (name: string, known: Iterable<string>): string | null => nearest(name, known);
