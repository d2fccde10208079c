/** Makes a hash of a text under a key that is not in the database: whoever has that alone cannot make another. */
export type KeyedHash = (text: string) => Buffer;
