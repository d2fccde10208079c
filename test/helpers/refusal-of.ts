import { BailiwickError } from "../../sdk/src/index.ts";

/** What a call of the API was refused with; `null` where it was taken. Throws what is no refusal. */
export const refusalOf = (call: Promise<unknown>): Promise<BailiwickError | null> =>
  call.then(
    () => null,
    (reason: unknown) => {
      if (reason instanceof BailiwickError) return reason;
      throw reason;
    },
  );
