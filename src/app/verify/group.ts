/** A part of all rows, told by their ids: the same id is in the same group every time. */
export interface Group {
  readonly group: number;
  readonly groups: number;
}

/** The group, of so many, that an id is of, given by its bytes. The last bytes of our ids are random. */
export const groupOf = (bytes: Buffer, groups: number): number =>
  groups === 1 ? 0 : bytes.readUInt32BE(12) % groups;

export const inGroup = (bytes: Buffer, { group, groups }: Group): boolean => groupOf(bytes, groups) === group;

export const bytesOfUuid = (uuid: string): Buffer => Buffer.from(uuid.replaceAll("-", ""), "hex");
export const bytesOfShort = (short: string): Buffer => Buffer.from(short, "base64url");
