import type { Argument, Statement } from "../../app/read/argument.ts";
import { wrapped } from "../../app/words.ts";
import type { Io } from "../io.ts";
import { cut } from "./table.ts";

/** The argument, on at most a dozen lines of 80 characters. */
export function argumentText(io: Io, { headline, statements, golden, counts }: Argument): string {
  const width = Math.min(io.columns ?? 80, 100);
  const lines = [
    io.paint.bold(headline),
    ...statementLines(io, statements, width),
    ...(golden === null ? [] : [io.paint.bold(golden)]),
    ...counts.flatMap((count) => wrapped(count, width)),
  ];
  return `${lines.join("\n")}\n`;
}

function statementLines(io: Io, statements: readonly Statement[], width: number): readonly string[] {
  const told = statements.filter((one) => one.differs || one.isAuthority);
  const systems = widest(
    told.map(({ system }) => system),
    12,
  );
  const values = widest(
    told.map(({ value }) => value),
    28,
  );
  const standings = widest(
    told.filter(({ differs }) => differs).map(({ standing }) => standing),
    30,
  );
  const lines = told.flatMap((one) => {
    const head = `  ${cut(one.system, systems).padEnd(systems)}  ${cut(one.value, values).padEnd(values)}`;
    if (one.isAuthority) {
      const first = `${io.paint.green(head)}  <- ${one.standing}: correct it here`;
      return one.correct === null
        ? [first]
        : [first, `  ${" ".repeat(systems)}  ${io.paint.underline(one.correct)}`];
    }
    const policy = one.policy === null ? "" : `  policy: ${one.policy}`;
    return [io.paint.yellow(cut(`${head}  ${one.standing.padEnd(standings)}${policy}`, width))];
  });
  const inStep = statements.filter((one) => !told.includes(one)).map(({ system }) => system);
  return inStep.length === 0 ? lines : [...lines, io.paint.dim(`  in step: ${inStep.join(", ")}`)];
}

const widest = (texts: readonly string[], max: number): number =>
  Math.min(max, Math.max(0, ...texts.map(({ length }) => length)));
