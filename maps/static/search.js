// Full-text search: words and phrases, whatever their case and accents, in all that is told.

const COLUMNS = ["place", "place_name", "admin1", "actor", "actor_name", "recipient", "recipient_name", "associated_actors", "associated_recipients", "place_phrase", "incident_id"];
const MARKS = /\p{M}/gu;

/** Text as it is compared: without case and accents. */
export function fold(text) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return text.normalize("NFD").replace(MARKS, "").toLowerCase();
}

/** A query -> its words and "phrases", folded. */
export function termsOf(query) {
  return [...query.matchAll(/"([^"]+)"?|([^\s"]+)/g)].map((found) => fold(found[1] ?? found[2]).trim()).filter(Boolean);
}

export class Search {
  constructor(store, reading) {
    Object.assign(this, { store, reading });
  }

  /** Marks of the rows that have all terms, `null` for no terms. */
  async find(query) {
    const terms = termsOf(query);
    if (!terms.length) return null;
    await this.reading.load();
    this.texts ??= this.index();
    const marks = new Uint8Array(this.store.n);
    for (let row = 0; row < marks.length; row++) {
      const text = this.texts[row];
      marks[row] = terms.every((term) => text.includes(term)) ? 1 : 0;
    }
    return marks;
  }

  index() {
    const { store, reading } = this;
    const columns = COLUMNS.filter((name) => reading.texts[name]);
    const folded = new Map();
    const cached = (name, code) => {
      const key = `${name}\n${code}`;
      if (!folded.has(key)) folded.set(key, fold(reading.texts[name].at(code)));
      return folded.get(key);
    };
    const type = store.facets.get("event_type");
    const labels = (type.meta.labels ?? type.values).map(fold);
    const { arrays, starts } = reading;
    const texts = new Array(store.n);
    for (let row = 0; row < store.n; row++) {
      const parts = [labels[type.codes[row]]];
      for (const name of columns) {
        const code = arrays[`${name}.code`][row];
        if (code) parts.push(name === "incident_id" ? fold(reading.texts[name].at(code)) : cached(name, code));
      }
      for (let i = starts[row]; i < starts[row + 1]; i++) {
        const code = arrays["evidence.code"][i];
        if (code) parts.push(fold(reading.texts.evidence.at(code)));
        for (const name of ["article.title", "article.publisher"]) {
          const of = arrays[`${name}.code`][arrays.article[i]];
          if (of) parts.push(cached(name, of));
        }
      }
      texts[row] = parts.join("\n");
    }
    return texts;
  }
}
