export type { ClientOptions } from "./call.ts";
export { createClient } from "./client.ts";
export { BailiwickError } from "./error.ts";
export type * from "./generated.ts";
export type { CallOptions, Rows } from "./request.ts";
