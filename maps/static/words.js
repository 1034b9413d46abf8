// All words that people read, in one table, and how numbers and days are written.

export const WORDS = {
  all: "all",
  allDates: "All dates",
  actor: "Actor",
  actors: "Actors",
  alone: "only",
  before: "before",
  basis_context: "told elsewhere in the article",
  basis_dateline: "from the dateline",
  basis_sentence: "told in the sentence",
  byCountry: "Incidents by country",
  close: "Close",
  confidence: "Confidence",
  corrected: "corrected by hand",
  country: "Country",
  csv: "CSV (spreadsheet)",
  darkest: "strongest shade",
  dates: "Dates",
  download: "Download",
  downloadHint: "The incidents that pass the filters",
  earlier: "earlier",
  empty: "No incident passes the filters.",
  event_type: "Event type",
  evidence: "Evidence",
  filters: "Filters",
  fit: "Show all on the map",
  from: "from",
  geojson: "GeoJSON (GIS)",
  grounds: "How we know",
  group: "Group",
  incident: "incident",
  incidents: "incidents",
  incidentsHere: "Incidents at this place",
  inView: "Only what is in view",
  killed: "killed",
  later: "later",
  legend: "How to read the map",
  legendAlleged: "hollow: alleged or denied",
  legendArea: "label: only the region or country is known",
  legendCount: "ring: several incidents, by type; area by number",
  legendHappened: "filled: happened",
  legendNear: "dashed circle: somewhere within",
  legendPlanned: "dashed: planned or hypothetical",
  less: "Show fewer",
  list: "List",
  map: "Map of incidents. Arrow keys move it, plus and minus zoom; the list holds the same incidents.",
  more: "Show more",
  moreFilters: "More filters",
  moreHeld: "more",
  newest: "Newest first",
  noData: "There are no incidents to show.",
  noDate: "date not told",
  noEvidence: "No sentence was kept for this incident.",
  noPlace: "place not told",
  notShown: "Not shown",
  notTold: "not told",
  of: "of",
  oldest: "Oldest first",
  palest: "palest shade",
  panel: "Incidents: filters and list",
  pause: "Pause",
  picturesLeftOut: "without pictures that their host keeps to itself",
  place: "place",
  places: "places",
  play: "Play through time",
  png: "Image of the map (PNG)",
  precision: "Precision of place",
  print: "Print",
  recipient: "Recipient",
  report: "report",
  reports: "reports",
  reset: "Reset filters",
  search: "Search in all texts",
  searchIn: "Find",
  searchHint: 'Words, or "a phrase"',
  showThem: "Show",
  sources: "Sources",
  source: "Source",
  status: "Status",
  stepBack: "One step back",
  stepOn: "One step on",
  theme: "Light or dark",
  thousands: ",",
  timeline: "Timeline: drag to choose a period",
  to: "to",
  trust: "place confidence",
  unlocated: "not on the map",
  until: "until",
  upTo: "up to",
  weekOf: "week of",
  wounded: "wounded",
};

export const LABELS = {
  status: {
    happened: "Happened",
    alleged: "Alleged",
    planned: "Planned",
    hypothetical: "Hypothetical",
    denied: "Denied",
    background: "Background",
  },
  precision: {
    site: "Site",
    city: "Town or city",
    near: "Near a place",
    district: "District",
    region: "Region",
    border: "Along a border or road",
    country: "Country only",
    waters: "At sea or in the air",
  },
  event_group: {
    violence: "Violence",
    coercion: "Coercion",
    protest: "Protest",
    statement: "Statements",
    statements: "Statements",
    cooperation: "Cooperation",
    hazard: "Hazards",
    hazards: "Hazards",
    politics: "Politics",
    other: "Other",
    "": "Other",
  },
  precisionIs: {
    site: "exact site",
    city: "town or city",
    near: "near this place",
    district: "district only",
    region: "region only",
    border: "along a border or road",
    country: "country only",
    waters: "at sea or in the air",
  },
  actorType: {
    state: "state",
    military: "military",
    police: "police",
    rebel: "rebel group",
    militia: "militia",
    private_military: "private military company",
    party: "party",
    protesters: "protesters",
    civilians: "civilians",
    international: "international organisation",
    business: "business",
    media: "media",
  },
};

const COUNTRY = typeof Intl.DisplayNames === "function" ? new Intl.DisplayNames("en", { type: "region" }) : null;
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const DAY_MS = 86400000;

/** A whole number, its thousands parted; the browser's own way to do so takes it long to start. */
export const number = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, WORDS.thousands);

export const counted = (value, one, many) => `${number(value)} ${value === 1 ? one : many}`;

/** Days since 1970 -> "3 April 2019", to the precision that is known. */
export function day(days, precision = "day", short = false) {
  const date = new Date(days * DAY_MS);
  const month = short ? MONTHS[date.getUTCMonth()].slice(0, 3) : MONTHS[date.getUTCMonth()];
  if (precision === "year") return String(date.getUTCFullYear());
  if (precision === "month") return `${month} ${date.getUTCFullYear()}`;
  return `${date.getUTCDate()} ${month} ${date.getUTCFullYear()}`;
}

/** A span of days in words. */
export function span(first, last, precision = "day", short = false) {
  if (precision === "year" || precision === "month") {
    const [a, b] = [day(first, precision, short), day(last, precision, short)];
    return a === b ? a : `${a} – ${b}`;
  }
  if (first === last) return precision === "week" ? `${WORDS.weekOf} ${day(first, "day", short)}` : day(first, "day", short);
  const [a, b] = [day(first, "day", short).split(" "), day(last, "day", short).split(" ")];
  if (a[2] !== b[2]) return `${a.join(" ")} – ${b.join(" ")}`;
  if (a[1] !== b[1]) return `${a[0]} ${a[1]} – ${b.join(" ")}`;
  return `${a[0]}–${b.join(" ")}`;
}

/** Days since 1970 -> "2019-04-03". */
export const isoDay = (days) => new Date(days * DAY_MS).toISOString().slice(0, 10);

/** A count between two bounds, -1 where one is not told: "3", "3–5", "100+", "up to 40". */
export function range(low, high) {
  if (low < 0) return `${WORDS.upTo} ${number(high)}`;
  if (high < 0) return `${number(low)}+`;
  return high > low ? `${number(low)}–${number(high)}` : number(low);
}

/** ISO code -> name of the country; anything else stays as it is. */
export function countryName(code) {
  if (!/^[A-Z]{2}$/.test(code) || !COUNTRY) return code;
  return COUNTRY.of(code);
}

/** What people call a value of a facet. */
export function label(key, value) {
  if (value === "") return WORDS.notTold;
  if (key === "country") return countryName(value);
  return LABELS[key]?.[value] ?? value;
}
