// One way to part the incidents: by type, actor, country, ... Plain loops over columns: they run at every filter.

class Facet {
  constructor(meta, values, { codes, others, counts, more }, flag, fail) {
    Object.assign(this, { key: meta.key, meta, values, codes, others, more, flag, fail });
    this.initial = null;
    this.chosen = null;
    this.counted = new Uint32Array(values.length);
    this.stale = true;
    if (counts) {
      this.starts = new Uint32Array(counts.length + 1);
      for (let i = 0; i < counts.length; i++) this.starts[i + 1] = this.starts[i] + counts[i];
    }
  }

  /** Whether the choice differs from the one that the map opens with. */
  get changed() {
    const { chosen, initial } = this;
    if (!chosen || !initial) return chosen !== initial;
    return chosen.size !== initial.size || [...chosen].some((code) => !initial.has(code));
  }

  /** The codes of the values that there are; 0, for nothing, only where a row tells nothing. */
  get present() {
    this.codesPresent ??= this.values.map((_, code) => code).filter((code) => code > 0 || this.lacks);
    return this.codesPresent;
  }

  get lacks() {
    const { codes, others } = this;
    return others ? codes.some((code, row) => code === 0 && others[row] === 0) : codes.includes(0);
  }

  /** How many rows have each value, of those that pass all filters but this facet's own; counted when asked for. */
  get live() {
    if (this.stale) this.count();
    return this.counted;
  }

  count() {
    const { codes, others, starts, fail, counted: live } = this;
    const rest = 0xffff & ~this.flag;
    this.stale = false;
    live.fill(0);
    if (starts) {
      for (let row = 0; row < fail.length; row++) {
        if ((fail[row] & rest) === 0) for (let i = starts[row]; i < starts[row + 1]; i++) live[codes[i]]++;
      }
    } else if (others) {
      for (let row = 0; row < fail.length; row++) {
        if ((fail[row] & rest) !== 0) continue;
        const [a, b] = [codes[row], others[row]];
        if (a > 0 || b === 0) live[a]++;
        if (b > 0 && b !== a) live[b]++;
      }
      this.further((row, code) => {
        if ((fail[row] & rest) === 0 && code !== codes[row] && code !== others[row]) live[code]++;
      });
    } else {
      for (let row = 0; row < fail.length; row++) if ((fail[row] & rest) === 0) live[codes[row]]++;
    }
  }

  /** Set this facet's flag for the rows that have none of the chosen codes; of two actors nobody is told only where both are not. */
  mark() {
    const { codes, others, starts, chosen, flag, fail } = this;
    const rest = 0xffff & ~flag;
    const fails = new Uint16Array(this.values.length).fill(chosen ? flag : 0);
    for (const code of chosen ?? []) fails[code] = 0;
    if (starts) {
      for (let row = 0; row < fail.length; row++) {
        let failed = flag;
        for (let i = starts[row]; i < starts[row + 1]; i++) failed &= fails[codes[i]];
        fail[row] = (fail[row] & rest) | (chosen ? failed : 0);
      }
    } else if (others) {
      for (let row = 0; row < fail.length; row++) {
        const [a, b] = [codes[row], others[row]];
        const failed = (a > 0 || b === 0 ? fails[a] : flag) & (b > 0 ? fails[b] : flag);
        fail[row] = (fail[row] & rest) | failed;
      }
      this.further((row, code) => {
        if (fails[code] === 0) fail[row] &= rest;
      });
    } else {
      for (let row = 0; row < fail.length; row++) fail[row] = (fail[row] & rest) | fails[codes[row]];
    }
  }

  /** The few rows that have more than two values. */
  further(visit) {
    if (this.more) for (let i = 0; i < this.more.rows.length; i++) visit(this.more.rows[i], this.more.codes[i]);
  }
}

/** The facets of a store, by key; `first` is the flag of the first, `fail` has the flags of each row's filters that it fails. */
export function readFacets(meta, arrays, texts, fail, first) {
  const facets = new Map();
  for (const row of meta.facets) {
    if (row.with || row.also) continue;
    const other = meta.facets.find((m) => m.with === row.key);
    const further = meta.facets.find((m) => m.also === row.key);
    const name = `facet.${row.key}`;
    const more = further && { rows: arrays[`facet.${further.key}.rows`], codes: arrays[`facet.${further.key}`] };
    const columns = { codes: arrays[name], others: other && arrays[`facet.${other.key}`], counts: arrays[`${name}.counts`], more };
    facets.set(row.key, new Facet(row, texts[name].toArray(), columns, first << facets.size, fail));
  }
  return facets;
}
