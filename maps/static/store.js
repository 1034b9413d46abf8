// The incidents in memory: which pass the filters, and how many of them have which value.

import { readFacets } from "./facet.js";
import { readLines } from "./lines.js";
import { unpack } from "./pack.js";

const DATES = 0;
const SEARCH = 1;
const TRUST = 2;
const VIEW = 3;
const FIRST_FACET = 4;

export class Store {
  /** `statuses`: those that are shown at first, `null` for all; all, too, where there are no others. */
  constructor(bytes, statuses = null) {
    const { meta, arrays, texts } = unpack(bytes);
    this.meta = meta;
    this.n = meta.count;
    this.first = arrays.first;
    this.dated = arrays.dated;
    const { days } = arrays;
    this.last = meta.spans ? this.first.map((day, row) => day + days[row]) : this.first;
    this.arrays = arrays;
    this.confidence = arrays.confidence;
    this.placeConfidence = arrays.place_confidence;
    this.reports = arrays.reports;
    this.site = arrays.site;
    this.sites = readSites(arrays, texts, meta.quantum);
    this.fail = new Uint16Array(this.n);
    this.facets = readFacets(meta, arrays, texts, this.fail, 1 << FIRST_FACET);
    this.hue = this.facets.get(meta.hue) ?? this.facets.get("group");
    this.visible = this.n;
    this.located = 0;
    this.weights = new Uint32Array(this.sites.n);
    this.filters = { dates: null, words: "", trust: 0, view: null };
    this.listeners = [];
    this.version = 0;
    this.marked = 0;
    this.rowsOfSites = null;
    const undated = this.dated.indexOf(0);
    /** How many rows have a day: they come first, by their first day. */
    this.told = undated < 0 ? this.n : undated;
    this.begin(statuses);
    this.count();
  }

  /** Leave out, until it is asked for, what has none of the statuses. */
  begin(statuses) {
    const facet = this.facets.get("status");
    const shown = facet.present.filter((code) => !statuses || code === 0 || statuses.includes(facet.values[code]));
    if (!shown.length || shown.length === facet.present.length) return;
    facet.initial = new Set(shown);
    this.choose("status", shown);
    this.stale = false;
  }

  /** First and last day of what has one of the chosen statuses, or of all where nothing dated has. */
  period() {
    const { fail, first, last, told } = this;
    const { flag } = this.facets.get("status");
    let [from, until] = [null, -Infinity];
    for (let i = 0; i < told; i++) {
      if (fail[i] & flag) continue;
      from ??= first[i];
      if (last[i] > until) until = last[i];
    }
    return from === null ? [first[0], last.subarray(0, told).reduce((a, b) => Math.max(a, b))] : [from, until];
  }

  /** First and last of the days on which what has one of the chosen statuses begins, but for those far from all but a share. */
  bulk(share) {
    const { fail, told } = this;
    const { flag } = this.facets.get("status");
    let days = this.first.subarray(0, told).filter((_, row) => !(fail[row] & flag));
    if (!days.length) days = this.first.subarray(0, told);
    const cut = Math.floor(share * days.length);
    const [from, until] = [days[cut], days[days.length - 1 - cut]];
    const reach = (until - from) / 2;
    return [days.find((day) => day >= from - reach), days.findLast((day) => day <= until + reach)];
  }

  /** Killed and wounded of each row: one more than is told, 0 where nothing is. */
  get counts() {
    const { killed, killed_max: killedMax, wounded, wounded_max: woundedMax } = this.arrays;
    return { killed, killedMax, wounded, woundedMax };
  }

  /** Rows in the order of their sites, and where each site's start. */
  get bySite() {
    this.rowsOfSites ??= groupRows(this.site, this.sites.n);
    return this.rowsOfSites;
  }

  /** Rows of a site that pass the filters. */
  rowsOf(site) {
    const { starts, rows } = this.bySite;
    return rows.subarray(starts[site], starts[site + 1]).filter((row) => this.fail[row] === 0);
  }

  on(listener) {
    this.listeners.push(listener);
  }

  /** Choose values of a facet, as codes; `null` chooses all. */
  choose(key, codes) {
    const facet = this.facets.get(key);
    if (!codes && !facet.chosen) return;
    facet.chosen = codes && new Set(codes);
    facet.mark();
    this.stale = true;
  }

  /** Choose a period, [first, last] as days since 1970; `null` chooses all. */
  chooseDates(dates) {
    this.filters.dates = dates;
    this.mark(DATES, dates && ((row) => this.dated[row] === 1 && this.first[row] <= dates[1] && this.last[row] >= dates[0]));
  }

  /** Choose the rows whose mark is 1; `null` chooses all. */
  chooseFound(words, marks) {
    this.filters.words = words;
    this.mark(SEARCH, marks && ((row) => marks[row] === 1));
  }

  /** Choose by confidence, 0 to 1. */
  chooseTrust(least) {
    this.filters.trust = least;
    const limit = Math.round(least * 200);
    this.mark(TRUST, limit > 0 && ((row) => this.confidence[row] >= limit));
  }

  /** Choose what lies in a box, [west, south, east, north] in degrees; `null` chooses all. */
  chooseView(box) {
    this.filters.view = box;
    const inside = box && this.sitesIn(box);
    this.mark(VIEW, box && ((row) => this.site[row] < this.sites.n && inside[this.site[row]] === 1));
  }

  sitesIn([west, south, east, north]) {
    const { longitude, latitude, n } = this.sites;
    const inside = new Uint8Array(n);
    for (let i = 0; i < n; i++) {
      const turned = longitude[i] + 360 * Math.ceil((west - longitude[i]) / 360);
      inside[i] = latitude[i] >= south && latitude[i] <= north && turned <= east ? 1 : 0;
    }
    return inside;
  }

  mark(bit, passes) {
    const flag = 1 << bit;
    const { fail, n } = this;
    if (passes) {
      for (let i = 0; i < n; i++) fail[i] = passes(i) ? fail[i] & ~flag : fail[i] | flag;
      this.marked |= flag;
    } else if (this.marked & flag) {
      for (let i = 0; i < n; i++) fail[i] &= ~flag;
      this.marked &= ~flag;
    } else return;
    this.stale = true;
  }

  /** Let all filters that were chosen since the last time come into force. */
  apply() {
    if (!this.stale) return;
    this.stale = false;
    this.count();
    this.version++;
    for (const listener of this.listeners) listener(this);
  }

  count() {
    const { fail, n, site, weights } = this;
    for (const facet of this.facets.values()) facet.stale = true;
    weights.fill(0);
    let [visible, located] = [0, 0];
    for (let i = 0; i < n; i++) {
      if (fail[i] !== 0) continue;
      visible++;
      if (site[i] >= weights.length) continue;
      weights[site[i]]++;
      located++;
    }
    this.visible = visible;
    this.located = located;
  }

  /** Count what passes all filters but the dates, by the bin of each dated row and by hue. */
  histogram(binOfRow, bins) {
    const { fail, told } = this;
    const { codes, values } = this.hue;
    const hues = values.length;
    const heights = new Uint32Array(bins * hues);
    const rest = 0xffff & ~(1 << DATES);
    for (let i = 0; i < told; i++) if ((fail[i] & rest) === 0) heights[binOfRow[i] * hues + codes[i]]++;
    return heights;
  }

  /** Whether any filter is on that was not when the map opened. */
  get filtered() {
    const { dates, words, trust, view } = this.filters;
    return Boolean(dates || words || trust || view) || [...this.facets.values()].some((facet) => facet.changed);
  }

  /** What passes all filters but that of statuses: [[code, count], ...] of the statuses that are left out. */
  heldBack() {
    const { chosen, live } = this.facets.get("status");
    if (!chosen) return [];
    return [...live.entries()].filter(([code, count]) => count > 0 && !chosen.has(code));
  }
}

function readSites(arrays, texts, quantum) {
  const n = arrays["site.longitude"].length;
  const [precisions, precision] = [texts["site.precision"].toArray(), arrays["site.precision"]];
  const [countries, country] = [texts["site.country"].toArray(), arrays["site.country"]];
  const [name, outline] = [arrays["site.name"], arrays["site.outline"]];
  let outlines = null;
  return {
    n,
    longitude: degrees(arrays["site.longitude"]),
    latitude: degrees(arrays["site.latitude"]),
    radius: arrays["site.radius"],
    precision: (i) => precisions[precision[i]],
    country: (i) => countries[country[i]],
    name: (i) => texts["site.name"].at(name[i]),
    /** The outline of a region, or `null` where there is none. */
    outline: (i) => {
      if (!outline[i]) return null;
      outlines ??= readOutlines(arrays, quantum);
      return outlines[outline[i] - 1];
    },
  };
}

function readOutlines(arrays, quantum) {
  const rings = readLines({ lengths: arrays["outline.lengths"], x: arrays["outline.x"], y: arrays["outline.y"] }, quantum);
  let from = 0;
  return Array.from(arrays["outline.rings"], (count) => ({ rings: rings.slice(from, (from += count)) }));
}

function degrees(units) {
  const values = new Float64Array(units.length);
  for (let i = 0; i < values.length; i++) values[i] = units[i] / 1e5;
  return values;
}

function groupRows(site, sites) {
  const starts = new Uint32Array(sites + 2);
  for (let i = 0; i < site.length; i++) starts[site[i] + 1]++;
  for (let i = 0; i <= sites; i++) starts[i + 1] += starts[i];
  const next = starts.slice();
  const rows = new Uint32Array(site.length);
  for (let i = 0; i < site.length; i++) rows[next[site[i]]++] = i;
  return { starts, rows };
}
