// The state of the map in the address after `#`: to link to it, and for the back button.

import { isoDay } from "./words.js";

const DAY_MS = 86400000;

/** Filters as text; those that the map opens with are not written, all values of such a facet are `all=<key>`. */
export function writeFilters(store) {
  const { dates, words, trust, view } = store.filters;
  const parts = [];
  if (dates) parts.push(["time", `${isoDay(dates[0])}..${isoDay(dates[1])}`]);
  if (words) parts.push(["find", words]);
  if (trust) parts.push(["trust", String(trust)]);
  if (view) parts.push(["view", "1"]);
  const all = [];
  for (const facet of store.facets.values()) {
    if (!facet.changed) continue;
    if (!facet.chosen) {
      all.push(facet.key);
      continue;
    }
    const without = facet.present.filter((code) => !facet.chosen.has(code));
    const fewer = without.length < facet.chosen.size || facet.chosen.size === 0;
    const values = (fewer ? without : [...facet.chosen]).map((code) => encodeURIComponent(facet.values[code]));
    parts.push([`${fewer ? "not-" : ""}${facet.key}`, values.join(",")]);
  }
  if (all.length) parts.push(["all", all.join(",")]);
  return parts.map(([name, value]) => (name === "find" ? `find=${encodeURIComponent(value)}` : `${name}=${value}`)).join("&");
}

/** Text -> [name, value] pairs; what is no pair is left out. */
function readPairs(text) {
  return text
    .replace(/^#/, "")
    .split("&")
    .map((part) => part.split(/=(.*)/s).slice(0, 2))
    .filter((pair) => pair.length === 2);
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Let a store have the filters that the text says; what it does not know is left out. Returns the words to find. */
export function readFilters(store, text) {
  if (!text.includes("=") && !store.filtered) return { words: "", view: false };
  const pairs = new Map(readPairs(text));
  const days = /^(-?\d{4,6}-\d\d-\d\d)\.\.(-?\d{4,6}-\d\d-\d\d)$/.exec(pairs.get("time") ?? "");
  const dates = days?.slice(1).map((iso) => Date.parse(iso) / DAY_MS);
  store.chooseDates(dates?.every(Number.isFinite) ? dates : null);
  const trust = Number(pairs.get("trust"));
  store.chooseTrust(trust > 0 && trust <= 1 ? trust : 0);
  const all = (pairs.get("all") ?? "").split(",");
  for (const facet of store.facets.values()) {
    const [some, without] = [pairs.get(facet.key), pairs.get(`not-${facet.key}`)];
    const listed = some ?? without;
    if (listed === undefined) {
      store.choose(facet.key, all.includes(facet.key) ? null : facet.initial);
      continue;
    }
    const values = new Set(listed.split(",").map(decode));
    const codes = facet.present.filter((code) => values.has(facet.values[code]) === (some !== undefined));
    store.choose(facet.key, codes);
  }
  return { words: decode(pairs.get("find") ?? "") ?? "", view: pairs.get("view") === "1" };
}

/** The map's place as text. */
export const writePlace = (map) => {
  const { lat, lng } = map.getCenter();
  return `map=${map.getZoom()}/${lat.toFixed(4)}/${lng.toFixed(4)}`;
};

/** Text -> { zoom, latitude, longitude }, or `null`. */
export function readPlace(text) {
  const numbers = (new Map(readPairs(text)).get("map") ?? "").split("/").map(Number);
  if (numbers.length !== 3 || !numbers.every(Number.isFinite)) return null;
  const [zoom, latitude, longitude] = numbers;
  if (zoom < 0 || zoom > 24 || Math.abs(latitude) > 90 || Math.abs(longitude) > 720) return null;
  return { zoom, latitude, longitude };
}
