/**
 * The text of a JSON object of texts, member by member. Rejected: `JSON.stringify` of an object made with
 * `Object.create(null)`, which takes three times as long because such an object is a hash table.
 */
export function jsonObject(members: Iterable<readonly [string, string | null]>): string {
  let text = "";
  for (const [name, value] of members) {
    text += `,${JSON.stringify(name)}:${value === null ? "null" : JSON.stringify(value)}`;
  }
  return text === "" ? "{}" : `{${text.slice(1)}}`;
}
