import { type ClientOptions, type Request, type Route, send } from "./call.ts";
import { BailiwickError } from "./error.ts";
import type { CallOptions } from "./request.ts";

/** Milliseconds before a stream that broke off is taken up again. */
const againMs = 500;

/**
 * Events as they come, for as long as they are asked for. A stream that breaks off is taken up again after the last event
 * that was handed on, so that none is lost and none comes twice; a refusal is thrown.
 */
export async function* events(
  options: ClientOptions,
  route: Route,
  request: Request,
  { signal }: CallOptions,
): AsyncGenerator<never> {
  let lastId: string | null = null;
  while (signal?.aborted !== true) {
    try {
      const headers = lastId === null ? {} : { "last-event-id": lastId };
      const response = await send(options, route, request, { headers, ...(signal && { signal }) });
      for await (const { id, data } of messages(response)) {
        lastId = id;
        yield JSON.parse(data) as never;
      }
    } catch (error) {
      if (signal?.aborted) return;
      const passing = error instanceof BailiwickError ? isPassing(error) : error instanceof TypeError;
      if (!passing) throw error;
    }
    await pause(againMs, signal);
  }
}

const isPassing = ({ code, status }: BailiwickError): boolean => code === "unreachable" || status === 503;

async function* messages(response: Response): AsyncGenerator<{ id: string; data: string }> {
  if (response.body === null) return;
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true });
    const parts = text.split("\n\n");
    text = parts.pop() ?? "";
    for (const part of parts) {
      const lines = part.split("\n");
      const id = lines.find((line) => line.startsWith("id: "))?.slice(4);
      const data = lines.find((line) => line.startsWith("data: "))?.slice(6);
      if (id !== undefined && data !== undefined) yield { id, data };
    }
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done);
  });
}
