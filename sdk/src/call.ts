import { BailiwickError, errorOf } from "./error.ts";
import type { CallOptions, Rows } from "./request.ts";

export interface ClientOptions {
  /** Such as `http://127.0.0.1:7420`. */
  readonly baseUrl: string;
  readonly token: string;
  /** Instead of the global `fetch`. */
  readonly fetch?: typeof fetch;
}

/** How a method is asked over HTTP. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly inPath: readonly string[];
  readonly inQuery: readonly string[];
  readonly body: "json" | "rows" | null;
  readonly answers: "json" | "events";
}

export type Request = Readonly<Record<string, unknown>>;

/** Asks once; gives the answer whatever it is but a refusal, which is thrown. */
export async function send(
  options: ClientOptions,
  route: Route,
  request: Request,
  more: CallOptions & { readonly headers?: Readonly<Record<string, string>> },
): Promise<Response> {
  const { body, headers, duplex } = bodyOf(route, request);
  const init = {
    method: route.method,
    headers: {
      authorization: `Bearer ${options.token}`,
      ...conditions(request),
      ...headers,
      ...more.headers,
    },
    redirect: "error" as const,
    ...(body === undefined ? {} : { body }),
    ...(duplex ? { duplex: "half" as const } : {}),
    ...(more.signal === undefined ? {} : { signal: more.signal }),
  };
  const url = urlOf(options.baseUrl, route, request);
  const ask = options.fetch ?? fetch;
  const response = await ask(url, init).catch((cause: unknown) => {
    if (more.signal?.aborted) throw cause;
    throw unreachable(options.baseUrl, cause);
  });
  if (!response.ok) throw await errorOf(response);
  return response;
}

export function unreachable(baseUrl: string, cause: unknown): BailiwickError {
  return new BailiwickError(
    {
      code: "unreachable",
      status: 0,
      title: "No answer",
      detail: `No Bailiwick answers at ${baseUrl}, or it went away.`,
      hint: "See that it runs and that the address is right.",
    },
    { cause },
  );
}

function urlOf(baseUrl: string, route: Route, request: Request): string {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(request[name])),
  );
  const query = new URLSearchParams();
  for (const name of route.inQuery) {
    const value = request[name];
    if (value !== undefined) query.set(name, String(value));
  }
  return `${baseUrl.replace(/\/+$/, "")}${path}${query.size === 0 ? "" : `?${query}`}`;
}

function conditions({ ifMatch, idempotencyKey }: Request): Record<string, string> {
  const version = String(ifMatch);
  return {
    ...(ifMatch === undefined ? {} : { "if-match": /^\d+$/.test(version) ? `"${version}"` : version }),
    ...(idempotencyKey === undefined ? {} : { "idempotency-key": String(idempotencyKey) }),
  };
}

function bodyOf(route: Route, request: Request) {
  if (route.body === null) return { body: undefined, headers: {}, duplex: false };
  if (route.body === "rows") {
    const rows = request.rows as Rows;
    const headers = { "content-type": String(request.contentType ?? "text/csv") };
    const streams = !(typeof rows === "string" || rows instanceof Uint8Array || rows instanceof Blob);
    return {
      body: streams ? (rows as ReadableStream<Uint8Array>) : (rows as string),
      headers,
      duplex: streams,
    };
  }
  const apart = new Set([...route.inPath, ...route.inQuery, "ifMatch", "idempotencyKey"]);
  const members = Object.entries(request).filter(([name]) => !apart.has(name));
  return {
    body: JSON.stringify(Object.fromEntries(members)),
    headers: { "content-type": "application/json" },
    duplex: false,
  };
}
