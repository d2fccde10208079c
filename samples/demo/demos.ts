import { badFile } from "./bad-file.ts";
import type { Demo } from "./demo.ts";
import { moveAuthority, rightEdit, wrongEdit } from "./edits.ts";

/** All demonstrations by their names, each made for the moment at which it runs. */
export const demos = {
  "wrong-edit": wrongEdit,
  "right-edit": rightEdit,
  "move-authority": moveAuthority,
  "bad-file": badFile,
} as const satisfies Readonly<Record<string, (now: Date) => Demo>>;

export type DemoName = keyof typeof demos;
