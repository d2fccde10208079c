import type { RefusalCode } from "./generated.ts";

/** The members of a problem that a server answered with, or that stands for an answer that never came. */
export interface ProblemMembers {
  readonly code: RefusalCode | "unreachable" | "not-bailiwick";
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly hint?: string;
  readonly id?: string;
  readonly fields?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Every way in which a call can fail: refused by the server, or not answered (`unreachable`), or by something else (`not-bailiwick`). */
export class BailiwickError extends Error {
  override readonly name = "BailiwickError";
  readonly code: ProblemMembers["code"];
  /** The HTTP status; 0 where there was no answer. */
  readonly status: number;
  readonly title: string;
  /** What to do next. */
  readonly hint: string | undefined;
  /** Names a failure in the log of the server. */
  readonly id: string | undefined;
  /** What a program may want to know: the current version, … */
  readonly fields: NonNullable<ProblemMembers["fields"]>;

  constructor(problem: ProblemMembers, options?: ErrorOptions) {
    super(problem.detail, options);
    this.code = problem.code;
    this.status = problem.status;
    this.title = problem.title;
    this.hint = problem.hint;
    this.id = problem.id;
    this.fields = problem.fields ?? {};
  }
}

/** The error that an answer stands for. */
export async function errorOf(response: Response): Promise<BailiwickError> {
  const text = await response.text();
  const problem = response.headers.get("content-type")?.includes("problem+json") ? parsed(text) : null;
  if (problem !== null) return new BailiwickError(problem);
  return new BailiwickError({
    code: "not-bailiwick",
    status: response.status,
    title: "No answer of a Bailiwick",
    detail: `${response.url} answered ${response.status} ${response.statusText}, which no Bailiwick says.`,
    hint: "See that the address is that of a Bailiwick, and that nothing stands between.",
  });
}

function parsed(text: string): ProblemMembers | null {
  try {
    const problem: unknown = JSON.parse(text);
    return typeof problem === "object" && problem !== null && "code" in problem && "detail" in problem
      ? (problem as ProblemMembers)
      : null;
  } catch {
    return null;
  }
}
