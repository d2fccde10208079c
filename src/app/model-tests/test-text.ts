/** A test as YAML: one line a step and an expectation, texts in quotes, so that each is what it was. */
export function testText(test: {
  readonly name: string;
  readonly notes: readonly string[];
  readonly day: string;
  readonly given: readonly object[];
  readonly expect: readonly object[];
}): string {
  const items = (list: readonly object[]) => list.map((one) => `      - ${flow(one)}`);
  return [
    ...test.notes.map((note) => `# ${note.replace(/\s+/g, " ")}`),
    "tests:",
    `  - name: ${JSON.stringify(test.name)}`,
    `    day: ${test.day}`,
    "    given:",
    ...items(test.given),
    "    expect:",
    ...items(test.expect),
    "",
  ].join("\n");
}

/** JSON is YAML; keys that are plain words go without quotes. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const parts = Object.entries(value).map(([key, one]) => `${word(key)}: ${flow(one)}`);
  return `{ ${parts.join(", ")} }`;
}

const word = (key: string): string => (/^[a-z][a-z0-9_-]*$/.test(key) ? key : JSON.stringify(key));
