/** The root of the first entries of a log, as an earlier verification gave it. */
export interface KeptRoot {
  readonly entries: number;
  /** Base64url. */
  readonly root: string;
}

export interface VerifyOptions {
  /** What somebody kept of an earlier verification; those entries have to be the very same still. */
  readonly kept?: KeptRoot | null;
  progress?(words: string, done: number, of: number): void;
  /** Rows whose history is held in memory at once. */
  readonly groupRows?: number;
  /** Who may have acted besides the product and whoever had a token: where the use cases are called without any. */
  isActor?(actor: string): boolean;
}
