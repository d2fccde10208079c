/** Names of members as JSON with their colon: the few attributes of a model, and elements of its lists. */
const quoted = new Map<string, string>();
const quotedMax = 10_000;

/**
 * The text of a JSON object of texts: of each member its `value`. Rejected: `JSON.stringify` of an object made with
 * `Object.create(null)`, which takes three times as long because such an object is a hash table.
 */
export function jsonObject(members: ReadonlyMap<string, { readonly value: string | null }>): string {
  let text = "";
  for (const [name, { value }] of members) {
    text += value === null ? `${quotedName(name)}null` : quotedName(name) + JSON.stringify(value);
  }
  return text === "" ? "{}" : `{${text.slice(1)}}`;
}

function quotedName(name: string): string {
  const known = quoted.get(name);
  if (known !== undefined) return known;
  if (quoted.size >= quotedMax) quoted.clear();
  const made = `,${JSON.stringify(name)}:`;
  quoted.set(name, made);
  return made;
}
