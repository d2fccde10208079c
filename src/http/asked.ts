import type { Readable } from "node:stream";
import type { z } from "zod";
import type { Principal } from "../app/access/may-do.ts";
import type { Product } from "../app/product.ts";
import type { OperationName, Operations } from "../contract/index.ts";
import type { Operation, rowsBody } from "../contract/operation.ts";

type BodyOf<O extends Operation> = O["body"] extends z.ZodType ? z.output<O["body"]> : null;

/** A request that has been read, and is allowed. */
export interface Asked<O extends Operation = Operation> {
  readonly principal: Principal;
  readonly params: z.output<O["params"]>;
  readonly query: z.output<O["query"]>;
  readonly body: BodyOf<O>;
  /** The stream of rows, where the body is one. */
  readonly rows: O["body"] extends typeof rowsBody ? RowsBody : null;
  /** The version of `If-Match`. */
  readonly ifVersion: number | null;
  readonly idempotency: { readonly key: string; readonly requestHash: Buffer } | null;
}

export interface RowsBody {
  readonly stream: Readable;
  readonly contentType: string;
}

/** Answers may be read-only through and through. */
type Frozen<Value> = Value extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Frozen<Value[Key]> }
    : Value;

/** What answers an operation: the use case behind it. */
export type Handler<O extends Operation> = (
  product: Product,
  asked: Asked<O>,
) => Promise<Frozen<z.input<O["output"]>>>;

/** What answers each operation; what is streamed answers in its own way. */
export type Handlers = {
  readonly [Name in Exclude<OperationName, "streamEvents">]: Handler<Operations[Name]>;
};
