// Downloads: the incidents that pass the filters as GeoJSON or CSV.

import { isoDay } from "./words.js";

const FIRST_TELLING = ["evidence", "trigger", "title", "url", "publisher", "article", "published"];

/** The values of a row, in the order of the frame's columns. */
function recordOf(store, reading, row) {
  const record = {};
  const facet = (name) => {
    const { values, codes } = store.facets.get(name);
    return values[codes[row]] || null;
  };
  const site = store.site[row] < store.sites.n ? store.site[row] : null;
  const tellings = reading.tellings(row);
  const told = tellings[0] ?? {};
  const count = (values) => (values[row] ? values[row] - 1 : null);
  const share = (values) => (values[row] === 255 ? null : values[row] / 200);
  const known = {
    event_type: () => facet("event_type"),
    status: () => facet("status"),
    precision: () => facet("precision"),
    country: () => facet("country"),
    event_date: () => (store.dated[row] ? isoDay(store.first[row]) : null),
    event_date_end: () => (store.dated[row] ? isoDay(store.last[row]) : null),
    radius_km: () => (site === null ? null : store.sites.radius[site] / 10 || null),
    killed: () => count(store.counts.killed),
    killed_max: () => count(store.counts.killedMax),
    wounded: () => count(store.counts.wounded),
    wounded_max: () => count(store.counts.woundedMax),
    confidence: () => share(store.confidence),
    place_confidence: () => share(store.placeConfidence),
    reports: () => store.reports[row],
    evidence_start: () => (tellings.length ? told.start : null),
    evidence_end: () => (tellings.length ? told.end : null),
    tellings: () => (tellings.length ? JSON.stringify(tellings) : null),
  };
  for (const name of FIRST_TELLING) known[name] = () => told[name] ?? null;
  const numbers = new Set(reading.meta.numbers);
  for (const name of reading.meta.has) {
    if (known[name]) record[name] = known[name]();
    else if (reading.has(name)) {
      const text = reading.text(name, row);
      record[name] = text !== null && numbers.has(name) ? Number(text) : text;
    }
  }
  return record;
}

function* visibleRows(store) {
  for (let row = 0; row < store.n; row++) if (store.fail[row] === 0) yield row;
}

function pointOf(store, row) {
  const site = store.site[row];
  return site < store.sites.n ? [store.sites.longitude[site], store.sites.latitude[site]] : null;
}

/** GeoJSON by RFC 7946, in parts. */
export function toGeoJson(store, reading) {
  const parts = ['{"type":"FeatureCollection","features":[\n'];
  let between = "";
  for (const row of visibleRows(store)) {
    const { incident_id: id, ...properties } = recordOf(store, reading, row);
    const point = pointOf(store, row);
    const geometry = point && { type: "Point", coordinates: point };
    const feature = { type: "Feature", ...(id ? { id } : {}), geometry, properties: id ? { incident_id: id, ...properties } : properties };
    parts.push(between + JSON.stringify(feature));
    between = ",\n";
  }
  parts.push("\n]}\n");
  return parts;
}

/** A value as a field of CSV; none is taken for a formula. */
export function csvField(value) {
  if (value === null || value === undefined) return "";
  let text = String(value);
  if (typeof value === "string" && /^[\s]*[=+\-@\t\r]/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** CSV with a header, in parts. */
export function toCsv(store, reading) {
  const parts = ["\ufeff"];
  let names = null;
  for (const row of visibleRows(store)) {
    const [longitude = null, latitude = null] = pointOf(store, row) ?? [];
    const record = { ...recordOf(store, reading, row), longitude, latitude };
    if (!names) {
      names = Object.keys(record);
      parts.push(`${names.map(csvField).join(",")}\r\n`);
    }
    parts.push(`${names.map((name) => csvField(record[name])).join(",")}\r\n`);
  }
  return parts;
}

/** Give a file to the reader. */
export function give(parts, type, name) {
  const address = URL.createObjectURL(new Blob(parts, { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 30000);
}
