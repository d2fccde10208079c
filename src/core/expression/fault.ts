/** Carries the first fault of an expression out of the recursion; caught by `checkExpression` only. */
export class ExpressionFault extends Error {
  override name = "ExpressionFault";
  /** Into the text, from 0. */
  readonly offset: number;
  readonly hint: string | null;
  constructor(message: string, offset: number, hint: string | null = null) {
    super(message);
    this.offset = offset;
    this.hint = hint;
  }
}
