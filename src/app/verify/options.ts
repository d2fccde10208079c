export interface VerifyOptions {
  progress?(words: string, done: number, of: number): void;
  /** Rows whose history is held in memory at once; the log is read once more for each such group. */
  readonly groupRows?: number;
  /** Who may have acted besides the product and whoever had a token: where the use cases are called without any. */
  isActor?(actor: string): boolean;
}
