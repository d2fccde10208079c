import { refuse } from "../errors.ts";

/** The page that a query asks for. */
export const pageOf = ({
  limit,
  cursor,
}: {
  readonly limit: number;
  readonly cursor?: string | undefined;
}) => ({
  limit,
  cursor: cursor ?? null,
});

/** Members that a query leaves out are not there at all. */
type Stated<Query> = { [Name in keyof Query]: Exclude<Query[Name], undefined> };
/** A query without the members that it leaves out. */
export const stated = <Query extends object>(query: Query): Stated<Query> =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined)) as Stated<Query>;

/** `-name` sorts backwards. */
export const sortOf = (text: string) =>
  text.startsWith("-")
    ? { attribute: text.slice(1), descending: true }
    : { attribute: text, descending: false };

/** `where` as it stands in a query: JSON. */
export function parsedFilter(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return refuse("filter-malformed", "`where` is not JSON.", {
      hint: 'where=[{"attribute":"stage","op":"eq","value":"live"}]',
    });
  }
}
