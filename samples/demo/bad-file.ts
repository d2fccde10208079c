import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { named } from "../campaign-and-content/campaigns.ts";
import { csvStyles } from "../campaign-and-content/csv-styles.ts";
import { csv } from "../shared/text-files.ts";
import { clockFrom, type Demo } from "./demo.ts";
import { latestRow, newestComplete } from "./exported-rows.ts";

const cutFile = "crm-demo-bad-file-cut.csv";
const garbledFile = "crm-demo-bad-file-garbled.csv";

/** An export breaks off, and another one is damaged. */
export function badFile(now: Date): Demo {
  const tick = clockFrom(now);
  const { crmId } = named.summer;
  return {
    name: "bad-file",
    title: "A bad file arrives",
    steps: [
      {
        say: "The nightly export of the CRM breaks off after a fifth of its rows. The job does not notice, and delivers it as the whole CRM: four of five campaigns are absent from it.",
        change: cutShort,
        load: { source: "crm", file: cutFile, asOf: tick(), complete: true },
        ask: [
          ["runs", "--limit", "1"],
          ["explain", `campaign/crm:${crmId}`, "name"],
        ],
      },
      {
        say: "Another export comes with six rows: one as it should be, one with a stray quote, one that ends on the 30th of February, one that is not UTF-8, one without a key, one with a column missing.",
        change: garble,
        load: { source: "crm", file: garbledFile, asOf: tick(), complete: false },
        ask: [
          ["quarantine", "--source", "crm"],
          ["explain", `campaign/crm:${crmId}`, "ends_on"],
        ],
      },
    ],
  };
}

async function cutShort(dir: string): Promise<void> {
  const whole = Buffer.from(await newestComplete(dir, "crm"));
  await writeFile(join(dir, cutFile), whole.subarray(0, whole.lastIndexOf("\n", whole.length / 5) + 1));
}

async function garble(dir: string): Promise<void> {
  const spring = await latestRow(dir, "crm", named.spring.crmId);
  const summer = await latestRow(dir, "crm", named.summer.crmId);
  const text = csv([spring, { ...summer, end_date: "2027-02-30" }, { ...spring, id: "" }], csvStyles.crm);
  const row = (name: string, id: string) =>
    csv([{ ...spring, id, name }], csvStyles.crm).split("\n")[1] ?? "";
  const stray = row("the NAME here", "C-990001").replace("the NAME here", '"the" name here');
  const short = row("short", "C-990003").split(";").slice(0, 5).join(";");
  const [before = "", after = ""] = row("NAME", "C-990002").split("NAME");
  const notUtf8 = Buffer.concat([
    Buffer.from(before),
    Buffer.from([0x4d, 0xfc, 0x6e]),
    Buffer.from(`${after}\n`),
  ]);
  await writeFile(
    join(dir, garbledFile),
    Buffer.concat([Buffer.from(`${text}${stray}\n${short}\n`), notUtf8]),
  );
}
