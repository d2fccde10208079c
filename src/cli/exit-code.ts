/** What a command ends with. Scripts rely on these; they are documented in the README and never change their meaning. */
export const exitCodes = {
  ok: 0,
  /** The question was answered, and the answer is no: the model has faults, the log does not verify, a run is held. */
  no: 1,
  /** The command line cannot be understood. */
  usage: 2,
  /** The server, or the product itself, refused: the message says why. */
  refused: 3,
  /** No server could be reached, or none could be started. */
  unreachable: 4,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
