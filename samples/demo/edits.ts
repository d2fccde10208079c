import { named } from "../campaign-and-content/campaigns.ts";
import type { Row } from "../shared/text-files.ts";
import { clockFrom, type Demo, type DemoStep } from "./demo.ts";
import { type DemoSource, exportChange, latestRow, noteDemoFile } from "./exported-rows.ts";

const { summer, winter } = named;
const explainSummer = ["explain", `campaign/crm:${summer.crmId}`, "name"];
const explainWinter = ["explain", `campaign/crm:${winter.crmId}`, "owner_email"];

/** Someone edits a name where it is only a copy. */
export function wrongEdit(now: Date): Demo {
  const step = stepsOf("wrong-edit", now);
  return {
    name: "wrong-edit",
    title: "Someone edits the copy",
    steps: [
      { say: "The name of SUMMER-26, as it stands.", change: null, load: null, ask: [explainSummer] },
      step("ops", {
        key: summer.opsId,
        say: "Someone in operations finds the name too long and changes it there, where it is a copy. Operations exports the row.",
        edit: async () => ({ campaign_name: "SUMMER (short)" }),
        ask: [explainSummer, ["history", `campaign/crm:${summer.crmId}`, "name"]],
      }),
      step("ops", {
        key: summer.opsId,
        say: "Operations puts back the name that the CRM has, and exports the row again.",
        edit: async (dir) => ({ campaign_name: (await latestRow(dir, "crm", summer.crmId)).name ?? "" }),
        ask: [explainSummer],
      }),
    ],
  };
}

/** Someone edits a name where it originates. */
export function rightEdit(now: Date): Demo {
  const step = stepsOf("right-edit", now);
  return {
    name: "right-edit",
    title: "Someone edits at the authority",
    steps: [
      step("crm", {
        key: summer.crmId,
        say: "The same campaign is renamed in the CRM, the authority for names. The CRM exports the row.",
        edit: async (_, row) => ({
          name: row.name === "Summer by the Sea" ? "Summer by the Lake" : "Summer by the Sea",
        }),
        ask: [explainSummer],
      }),
      step("ops", {
        key: summer.opsId,
        say: "Operations takes over the new name and exports the row. The other copies have not followed yet.",
        edit: async (dir) => ({ campaign_name: (await latestRow(dir, "crm", summer.crmId)).name ?? "" }),
        ask: [explainSummer],
      }),
    ],
  };
}

/** A draft goes live, and with that another system becomes the authority for its owner. */
export function moveAuthority(now: Date): Demo {
  const step = stepsOf("move-authority", now);
  return {
    name: "move-authority",
    title: "Authority moves from one system to another",
    steps: [
      step("crm", {
        key: winter.crmId,
        say: "WINTER-26 is a draft. For drafts, operations says who the owner is; the CRM names someone else.",
        edit: async () => ({ status: "D", owner: "sam.costa@example.org" }),
        ask: [explainWinter],
      }),
      step("crm", {
        key: winter.crmId,
        say: "The campaign goes live in the CRM, which from now on is the authority for the owner. It has not said anything new about the owner.",
        edit: async () => ({ status: "L" }),
        ask: [explainWinter],
      }),
      step("crm", {
        key: winter.crmId,
        say: "The CRM names an owner: its first statement since it became the authority.",
        edit: async () => ({ owner: "dara.horn@example.org" }),
        ask: [explainWinter, ["history", `campaign/crm:${winter.crmId}`, "owner_email"]],
      }),
    ],
  };
}

interface Edit {
  readonly key: string;
  readonly say: string;
  readonly edit: (dir: string, row: Row) => Promise<Row>;
  readonly ask: DemoStep["ask"];
}

/** Makes the steps of one demonstration: each exports one changed row into a file of its own and loads it. */
function stepsOf(demo: string, now: Date): (source: DemoSource, edit: Edit) => DemoStep {
  const tick = clockFrom(now);
  let number = 0;
  return (source, { key, say, edit, ask }) => {
    const file = `${source}-demo-${demo}-${++number}.csv`;
    const change = async (dir: string) => {
      const changed = await edit(dir, await latestRow(dir, source, key));
      await exportChange(dir, { source, key, file, edit: (row) => ({ ...row, ...changed }) });
      await noteDemoFile(dir, file);
    };
    return { say, change, load: { source, file, asOf: tick(), complete: false }, ask };
  };
}
