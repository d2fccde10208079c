import type { z } from "zod";

type Fault = z.core.$ZodIssue;

/** What is wrong with one member of a request, which stands in backticks: that is how all refusals name one. */
export function faultWords(fault: Fault): string {
  const place = fault.path.map(String).join(".");
  const member = place === "" ? "It" : `\`${place}\``;
  switch (fault.code) {
    case "unrecognized_keys":
      return `${fault.keys.map((key) => `\`${place === "" ? "" : `${place}.`}${key}\``).join(", ")} is not known here`;
    case "invalid_value":
      return `${member} is one of ${fault.values.map(String).join(", ")}`;
    case "invalid_type":
      return `${member} is missing, or not ${kinds[fault.expected] ?? "of the kind that is meant"}`;
    case "too_small":
      return `${member} ${sizes(fault.origin, fault.minimum, "least")}`;
    case "too_big":
      return `${member} ${sizes(fault.origin, fault.maximum, "most")}`;
    case "invalid_format":
      return `${member} is not ${formats[fault.format] ?? "written as it should be"}`;
    default:
      return `${member} cannot be read: ${fault.message}`;
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

const formats: Readonly<Record<string, string>> = {
  uuid: "an id such as 0192f0c1-7c1e-7b6a-9d3e-2f6a1c0b5d4e",
  datetime: "an instant with its zone, such as 2026-11-14T06:00:00Z",
};

function sizes(origin: string, bound: number | bigint, which: "least" | "most"): string {
  if (origin !== "number" && which === "least" && bound === 1) return "is empty";
  if (origin === "string") return `has ${bound} characters at ${which}`;
  return origin === "array" ? `has ${bound} items at ${which}` : `is ${bound} at ${which}`;
}
