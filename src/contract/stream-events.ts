import { z } from "zod";
import { nameCharsMax } from "../limits.ts";
import { operation } from "./operation.ts";
import { json, none } from "./values.ts";

/** What happens, in the order of the log, as CloudEvents over server-sent events; resumes after the last id seen. */
export const streamEvents = operation({
  name: "streamEvents",
  method: "GET",
  path: "/v1/events",
  part: "Events",
  title:
    "What happens, in the order of the log, as CloudEvents over server-sent events; resumes after the last id seen.",
  role: "reader",
  domain: "any",
  params: none,
  query: z.strictObject({
    after: z
      .string()
      .max(nameCharsMax)
      .optional()
      .describe(
        "The id of the last event seen, or `now`; absent: from the beginning. `Last-Event-ID` goes before it.",
      ),
  }),
  body: null,
  output: z
    .object({
      specversion: z.literal("1.0"),
      id: z.string(),
      source: z.string(),
      type: z.string(),
      subject: z.string().optional(),
      time: z.string(),
      datacontenttype: z.literal("application/json"),
      data: z.record(z.string(), json),
    })
    .meta({ id: "Event" }),
  answers: "events",
  status: 200,
  headers: [],
  errors: ["event-unknown", "too-many-streams"],
});
