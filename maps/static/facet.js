// One way to part the incidents: by type, actor, country, ... Plain loops over columns: they run at every filter.

export class Facet {
  constructor(meta, values, { codes, others, counts }, flag) {
    Object.assign(this, { key: meta.key, meta, values, codes, others, flag });
    this.initial = null;
    this.chosen = null;
    this.live = new Uint32Array(values.length);
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

  /** Count, by value, the rows that pass all filters but this facet's own. */
  count(fail) {
    const { codes, others, starts, live } = this;
    const rest = 0xffff & ~this.flag;
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
    } else {
      for (let row = 0; row < fail.length; row++) if ((fail[row] & rest) === 0) live[codes[row]]++;
    }
  }

  /** Set this facet's flag for the rows that have none of the chosen codes; of two actors nobody is told only where both are not. */
  mark(fail) {
    const { codes, others, starts, chosen, flag } = this;
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
    } else {
      for (let row = 0; row < fail.length; row++) fail[row] = (fail[row] & rest) | fails[codes[row]];
    }
  }
}

/** The facets of a store, by key; `first` is the flag of the first. */
export function readFacets(meta, arrays, texts, first) {
  const facets = new Map();
  for (const row of meta.facets) {
    if (row.with) continue;
    const other = meta.facets.find((m) => m.with === row.key);
    const name = `facet.${row.key}`;
    const columns = { codes: arrays[name], others: other && arrays[`facet.${other.key}`], counts: arrays[`${name}.counts`] };
    facets.set(row.key, new Facet(row, texts[name].toArray(), columns, first << facets.size));
  }
  return facets;
}
