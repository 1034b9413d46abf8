// The incidents in memory: which pass the filters, and how many of them have which value.

import { unpack } from "./pack.js";

const DATES = 0;
const SEARCH = 1;
const TRUST = 2;
const VIEW = 3;
const FIRST_FACET = 4;

/** One way to part the incidents: by type, actor, country, ... */
class Facet {
  constructor(meta, values, codes, others, counts, bit) {
    Object.assign(this, { key: meta.key, meta, values, codes, others, counts, bit });
    this.chosen = null;
    this.live = new Uint32Array(values.length);
    this.total = new Uint32Array(values.length);
    if (counts) {
      this.starts = new Uint32Array(counts.length + 1);
      for (let i = 0; i < counts.length; i++) this.starts[i + 1] = this.starts[i] + counts[i];
    }
  }

  /** Call `visit` with every value of a row. */
  each(row, visit) {
    if (this.starts) {
      for (let i = this.starts[row]; i < this.starts[row + 1]; i++) visit(this.codes[i]);
      return;
    }
    const code = this.codes[row];
    if (!this.others) {
      visit(code);
      return;
    }
    const other = this.others[row];
    if (code || !other) visit(code);
    if (other && other !== code) visit(other);
  }

  has(row, chosen) {
    if (this.starts) {
      for (let i = this.starts[row]; i < this.starts[row + 1]; i++) if (chosen[this.codes[i]]) return true;
      return false;
    }
    if (!this.others) return chosen[this.codes[row]] === 1;
    const [a, b] = [this.codes[row], this.others[row]];
    return (chosen[a] === 1 && (a > 0 || b === 0)) || (b > 0 && chosen[b] === 1);
  }
}

export class Store {
  constructor(bytes) {
    const { meta, arrays, texts } = unpack(bytes);
    this.meta = meta;
    this.n = meta.count;
    this.first = arrays.first;
    this.dated = arrays.dated;
    this.last = new Int32Array(this.n);
    for (let i = 0; i < this.n; i++) this.last[i] = arrays.first[i] + arrays.days[i];
    this.counts = { killed: arrays.killed, killedMax: arrays.killed_max, wounded: arrays.wounded, woundedMax: arrays.wounded_max };
    this.confidence = arrays.confidence;
    this.placeConfidence = arrays.place_confidence;
    this.reports = arrays.reports;
    this.site = arrays.site;
    this.sites = readSites(arrays, texts);
    this.facets = readFacets(meta, arrays, texts);
    this.hue = this.facets.get(meta.hue) ?? this.facets.get("group");
    this.fail = new Uint16Array(this.n);
    this.visible = this.n;
    this.located = 0;
    this.weights = new Uint32Array(this.sites.n);
    this.filters = { dates: null, words: "", trust: 0, view: null };
    this.listeners = [];
    this.version = 0;
    this.rowsOfSites = null;
    this.setTimes();
    for (let i = 0; i < this.n; i++) for (const facet of this.facets.values()) facet.each(i, (code) => facet.total[code]++);
    this.count();
  }

  setTimes() {
    const dated = this.dated.indexOf(0);
    const told = dated < 0 ? this.n : dated;
    this.told = told;
    this.firstDay = told ? this.first[0] : 0;
    this.lastDay = this.firstDay;
    for (let i = 0; i < told; i++) if (this.last[i] > this.lastDay) this.lastDay = this.last[i];
  }

  /** Rows of a site, all or those that pass the filters. */
  rowsOf(site, all = false) {
    if (!this.rowsOfSites) this.rowsOfSites = groupRows(this.site, this.sites.n);
    const { starts, rows } = this.rowsOfSites;
    const found = rows.subarray(starts[site], starts[site + 1]);
    return all ? found : found.filter((row) => this.fail[row] === 0);
  }

  on(listener) {
    this.listeners.push(listener);
  }

  /** Choose values of a facet, as codes; `null` chooses all. */
  choose(key, codes) {
    const facet = this.facets.get(key);
    facet.chosen = codes && new Set(codes);
    const chosen = new Uint8Array(facet.values.length);
    if (codes) for (const code of codes) chosen[code] = 1;
    this.mark(facet.bit, codes && ((row) => facet.has(row, chosen)));
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

  /** Choose by the reader's confidence, 0 to 1. */
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
    if (!passes) for (let i = 0; i < n; i++) fail[i] &= ~flag;
    else for (let i = 0; i < n; i++) fail[i] = passes(i) ? fail[i] & ~flag : fail[i] | flag;
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
    const facets = [...this.facets.values()];
    for (const facet of facets) facet.live.fill(0);
    weights.fill(0);
    this.visible = 0;
    this.located = 0;
    const byBit = new Map(facets.map((facet) => [1 << facet.bit, facet]));
    for (const facet of facets) countPassing(facet, fail, n);
    for (let i = 0; i < n; i++) {
      const failed = fail[i];
      if (failed === 0) {
        this.visible++;
        if (site[i] < weights.length) {
          weights[site[i]]++;
          this.located++;
        }
      } else {
        const facet = byBit.get(failed);
        if (facet) facet.each(i, (code) => facet.live[code]++);
      }
    }
  }

  /** Count what passes all filters but the dates, by bins of time and by hue. */
  histogram(binOf, bins) {
    const hue = this.hue;
    const heights = new Uint32Array(bins * hue.values.length);
    for (let i = 0; i < this.told; i++) {
      if ((this.fail[i] & ~(1 << DATES)) === 0) heights[binOf(this.first[i]) * hue.values.length + hue.codes[i]]++;
    }
    return heights;
  }

  /** Whether any filter is on. */
  get filtered() {
    const { dates, words, trust, view } = this.filters;
    return Boolean(dates || words || trust || view) || [...this.facets.values()].some((facet) => facet.chosen);
  }
}

function countPassing(facet, fail, n) {
  const { codes, live, others, starts } = facet;
  if (starts || others) {
    for (let i = 0; i < n; i++) if (fail[i] === 0) facet.each(i, (code) => live[code]++);
    return;
  }
  for (let i = 0; i < n; i++) if (fail[i] === 0) live[codes[i]]++;
}

function readSites(arrays, texts) {
  const n = arrays["site.longitude"].length;
  const precisions = texts["site.precision"].toArray();
  const countries = texts["site.country"].toArray();
  const longitude = new Float64Array(n);
  const latitude = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    longitude[i] = arrays["site.longitude"][i] / 1e5;
    latitude[i] = arrays["site.latitude"][i] / 1e5;
  }
  return {
    n,
    longitude,
    latitude,
    radius: arrays["site.radius"],
    precision: (i) => precisions[arrays["site.precision"][i]],
    country: (i) => countries[arrays["site.country"][i]],
    name: (i) => texts["site.name"].at(arrays["site.name"][i]),
  };
}

function readFacets(meta, arrays, texts) {
  const facets = new Map();
  for (const row of meta.facets) {
    if (row.with) continue;
    const other = meta.facets.find((m) => m.with === row.key);
    const name = `facet.${row.key}`;
    const others = other && arrays[`facet.${other.key}`];
    const bit = FIRST_FACET + facets.size;
    facets.set(row.key, new Facet(row, texts[name].toArray(), arrays[name], others, arrays[`${name}.counts`], bit));
  }
  return facets;
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
