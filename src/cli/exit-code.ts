/**
 * What a command ends with. Scripts rely on these; they are documented in the README and never change their meaning. What is wrong
 * by the words of the command line alone is `usage`; what had to be looked up, a file as well as an entity, is `refused`.
 */
export const exitCodes = {
  ok: 0,
  /** The question was answered, and the answer is no: the model has faults, the log does not verify, a run is held. */
  no: 1,
  /** The command line cannot be understood. */
  usage: 2,
  /** The server, or the product itself, refused: the message says why. */
  refused: 3,
  /** No server could be reached or started, or it cannot answer now. */
  unreachable: 4,
  /** Bailiwick itself failed: a bug. */
  failed: 5,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
