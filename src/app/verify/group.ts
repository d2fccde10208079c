/** A part of all rows, told by their ids: the same id is in the same group every time. */
export interface Group {
  readonly group: number;
  readonly groups: number;
}

/** Whether an id, in either of its forms without its dashes, is of the group. The last bytes of our ids are random. */
export function inGroup(bytes: Buffer, { group, groups }: Group): boolean {
  return groups === 1 || bytes.readUInt32BE(12) % groups === group;
}

export const bytesOfUuid = (uuid: string): Buffer => Buffer.from(uuid.replaceAll("-", ""), "hex");
export const bytesOfShort = (short: string): Buffer => Buffer.from(short, "base64url");
