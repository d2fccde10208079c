/** The actor of what the product does by itself: a fixed name, and no one's token. */
export const productActor = "bailiwick";
