import type { SubjectKeys } from "../change/subject-keys.ts";

/** The keys of a log that nobody keeps: nothing is sealed, and a lookup is its own hash. */
export const plainKeys: SubjectKeys = {
  idOf: (subject) => subject,
  seal: (_subject, values) => Buffer.from(JSON.stringify(values)),
  sealBytes: (_subject, plain) => Buffer.from(plain),
  sealWords: (_subject, words) => Buffer.from(JSON.stringify(words)),
  openWords: (_subject, sealed) => JSON.parse(Buffer.from(sealed).toString()),
  lookupHash: (domain, text) => Buffer.from(`${domain}\0${text}`),
  hold: () => undefined,
  made: () => [],
};
