/**
 * What a command ends with. Scripts rely on these: they never change their meaning. What is wrong by the words of the command line
 * alone is `usage`; what had to be looked up, a file as well as an entity, is `refused`.
 */
export const exitCodes = { ok: 0, no: 1, usage: 2, refused: 3, unreachable: 4, failed: 5 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What each of them says, as help and documents tell it. */
export const exitCodeWords: Readonly<Record<ExitCode, string>> = {
  0: "all is well",
  1: "the answer is no: the model has faults, the log does not verify, a run is held",
  2: "the command line is wrong by its words alone",
  3: "it was refused, and the message says why",
  4: "no server can be reached or started, or it cannot answer now",
  5: "Bailiwick itself failed: a bug",
};
