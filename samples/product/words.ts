/** A word in each language of the model. */
export type InEachLanguage = Readonly<Record<Locale, string>>;
export type Locale = "de-DE" | "en-GB" | "fr-FR";
export const locales: readonly Locale[] = ["de-DE", "en-GB", "fr-FR"];

const of = (de: string, en: string, fr: string): InEachLanguage => ({
  "de-DE": de,
  "en-GB": en,
  "fr-FR": fr,
});

export interface Category {
  readonly code: string;
  readonly above: string | null;
  readonly name: InEachLanguage;
}

/** The tree of categories; a product stands at a leaf. */
export const categories: readonly Category[] = [
  { code: "home", above: null, name: of("Haushalt", "Home", "Maison") },
  { code: "kitchen", above: "home", name: of("Küche", "Kitchen", "Cuisine") },
  { code: "kettles", above: "kitchen", name: of("Wasserkocher", "Kettles", "Bouilloires") },
  { code: "pans", above: "kitchen", name: of("Pfannen", "Pans", "Poêles") },
  { code: "scales", above: "kitchen", name: of("Waagen", "Scales", "Balances") },
  { code: "light", above: "home", name: of("Licht", "Light", "Éclairage") },
  { code: "lamps", above: "light", name: of("Lampen", "Lamps", "Lampes") },
  { code: "lanterns", above: "light", name: of("Laternen", "Lanterns", "Lanternes") },
];

/** What a product is, with the category in which it stands. */
export const things: readonly (readonly [string, InEachLanguage])[] = [
  ["kettles", of("Wasserkocher", "Kettle", "Bouilloire")],
  ["pans", of("Bratpfanne", "Frying pan", "Poêle")],
  ["scales", of("Küchenwaage", "Kitchen scale", "Balance")],
  ["lamps", of("Stehlampe", "Floor lamp", "Lampadaire")],
  ["lanterns", of("Laterne", "Lantern", "Lanterne")],
];

export const series = ["Alba", "Brisa", "Corvo", "Duna", "Elan", "Fjord", "Giro", "Halo", "Isla", "Juno"];
export const brands = ["Holm", "Casa Nord", "Lumen & Co"];

export const blurb = (name: InEachLanguage): InEachLanguage =>
  of(
    `${name["de-DE"]}, gebaut für jeden Tag.`,
    `${name["en-GB"]}, built for every day.`,
    `${name["fr-FR"]}, faite pour tous les jours.`,
  );
