import type { Stated } from "../../core/value/canonical.ts";

/** The keys of the data subjects that one piece of work seals for; loaded before, new ones made on the way. */
export interface SubjectKeys {
  /** The id under which a subject's key is kept: its own, or the keyed hash of the value that names it. */
  idOf(subject: string): string;
  /** Seals bytes under the key of a subject; a subject without a key gets one, to be written with the entries. */
  seal(subject: string, values: readonly Stated[]): Buffer;
  /** Seals bytes that are not values of facts: a row in quarantine, a raw form. */
  sealBytes(subject: string, plain: Uint8Array): Buffer;
  /** Seals free text that stands beside a row, in slots. */
  sealWords(subject: string, words: readonly Stated[]): Buffer;
  /** Opens it again; `null` where the key of the subject has been destroyed. */
  openWords(subject: string, sealed: Uint8Array): readonly Stated[] | null;
  /** Keyed hash, 16 bytes: equal for equal text in one domain, and telling nothing without the key. */
  lookupHash(domain: string, text: string): Buffer;
  /** Takes keys as they are stored. */
  hold(wrapped: ReadonlyMap<string, Uint8Array>): void;
  /** Keys made on the way, wrapped. */
  made(): readonly { readonly subject: string; readonly wrapped: Uint8Array }[];
}
