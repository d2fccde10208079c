export interface VerifyOptions {
  progress?(words: string, done: number, of: number): void;
  /** Rows whose history is held in memory at once; the log is read once more for each such group. */
  readonly groupRows?: number;
}
