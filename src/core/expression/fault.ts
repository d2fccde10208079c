/** Carries the first fault of an expression out of the recursion; caught by `checkExpression` only. */
export class ExpressionFault extends Error {
  override name = "ExpressionFault";
  /** Into the text, from 0. */
  readonly offset: number;
  /** What to write instead. */
  readonly hint: string;
  constructor(message: string, offset: number, hint: string) {
    super(message);
    this.offset = offset;
    this.hint = hint;
  }
}
