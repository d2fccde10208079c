/** The alphabetic codes of ISO 4217 in force, with the funds and precious metals that ledgers use. */
const codes =
  "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD " +
  "CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP " +
  "GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW " +
  "KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN " +
  "NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD " +
  "SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW " +
  "UZS VED VES VND VUV WST XAD XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD XPF XPT XSU XUA YER ZAR " +
  "ZMW ZWG";

/**
 * Codes withdrawn since 1999 that records still carry: an amount of 1998 in Deutsche Mark was never one in euro.
 */
const withdrawn =
  "ADP AFA ANG ATS AZM BEF BGL BYB BYR CSD CUC CYP DEM ECS EEK ESP FIM FRF GHC GRD GWP HRK IEP ITL LTL LUF " +
  "LVL MGF MRO MTL MXP MZM NLG PTE ROL RUR SDD SIT SKK SLL SRG STD TMM TRL UAK USS VEB VEF XEU YUM ZMK ZWD ZWL ZWR";

const currencies: ReadonlySet<string> = new Set(`${codes} ${withdrawn}`.split(" "));

/** Whether a text is an ISO 4217 code, in capitals as the standard writes it. */
export function isCurrency(text: string): boolean {
  return currencies.has(text);
}
