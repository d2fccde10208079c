/** By what something came about: every entry says one of these. */
export const causeNames = [
  "access", // A token was made or revoked.
  "approval",
  "calendar", // A day came due.
  "create",
  "crosswalk",
  "duplicate", // A person decided on a pair, or moved a record.
  "fact", // A fact was entered here.
  "follow", // Something changed on which others depend.
  "keys",
  "load",
  "model",
  "override",
  "retry", // A record was taken out of quarantine.
  "run", // A held run was let pass.
  "waiver",
] as const;

export type CauseName = (typeof causeNames)[number];

const known: ReadonlySet<string> = new Set(causeNames);

/** Whether anything ever comes about by this. */
export const isCause = (name: string): name is CauseName => known.has(name);

/** Through what a piece of work is done; `none` where it cannot come to an entry, as when something is only read. */
export type WorkCause = CauseName | "none";
