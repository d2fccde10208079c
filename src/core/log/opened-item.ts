import { type BodyItem, isSealed } from "./entry.ts";
import type { OpenSealed, Replayed } from "./replayed.ts";

/** An item with its sealed values opened, as a history shows it. */
export interface OpenedItem extends Omit<BodyItem, "before" | "after" | "detail"> {
  readonly before?: Replayed;
  readonly after?: Replayed;
  readonly detail?: { readonly [name: string]: string | number | boolean | Replayed };
}

/** Opens the sealed values of an item; those destroyed become `erased`. */
export function openItem(item: BodyItem, open: OpenSealed): OpenedItem {
  const { before, after, detail, ...rest } = item;
  return {
    ...rest,
    ...(before === undefined ? {} : { before: isSealed(before) ? open(before) : before }),
    ...(after === undefined ? {} : { after: isSealed(after) ? open(after) : after }),
    ...(detail === undefined
      ? {}
      : {
          detail: Object.fromEntries(
            Object.entries(detail).map(([name, value]) => [name, isSealed(value) ? open(value) : value]),
          ),
        }),
  };
}
