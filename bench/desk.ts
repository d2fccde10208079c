import type { ModelFile } from "../src/core/model/model.ts";
import { model as accounts } from "./accounts.ts";
import type { BenchOptions } from "./measurement.ts";
import { Caller, type Next } from "./requests.ts";
import type { Served } from "./served.ts";

/** The accounts, and tasks whose facts are entered here. */
const model: readonly ModelFile[] = [
  ...accounts,
  {
    path: "task.yaml",
    text: `entity: task
attributes:
  title:  { type: text, required: true, authority: hub }
  remark: { type: text, authority: hub }
`,
  },
];

export interface Desk {
  /** Sets the remark of any task to something new. */
  readonly product: Next;
  /** The same for the bare server, which inserts a row of it. */
  readonly bare: Next;
}

/** Makes 20,000 tasks over HTTP. They are written to in turns, so that no two requests under way are of the same. */
export async function openDesk(served: Served, { quick }: BenchOptions): Promise<Desk> {
  await served.tell({ kind: "apply", files: model });
  const count = quick ? 2_000 : 20_000;
  let made = 0;
  using caller = await Caller.open(served.url, { connections: 32, token: served.token });
  const create: Next = () => ({
    method: "POST",
    path: "/v1/entities/task",
    body: JSON.stringify({ facts: { title: `Task ${made++}` } }),
  });
  await caller.until(
    () => create,
    () => made >= count,
  );
  const { rows } = await served.sql.query<{ entity_id: string }>(
    "select entity_id from bailiwick.entity where type = 'task' order by entity_id",
  );
  let asked = 0;
  const next = (path: string): Next => {
    return () => {
      const id = rows[asked++ % rows.length]?.entity_id;
      const body = JSON.stringify({ value: `remark ${asked}` });
      return { method: "PUT", path: path.replace("ID", String(id)), body };
    };
  };
  return { product: next("/v1/entities/task/ID/facts/remark"), bare: next("/entities/ID") };
}
