/** Rows to send: text, bytes, or a stream of either, which is sent as it comes. */
export type Rows =
  | string
  | Uint8Array
  | Blob
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array | string>;

export interface CallOptions {
  /** Ends the call. */
  readonly signal?: AbortSignal;
}
