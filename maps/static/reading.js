// The texts of incidents: evidence, articles and all other columns, unpacked when first asked for.

import { breathing, inflate, unpack } from "./pack.js";

/** Call back when the page has time; some browsers cannot say, then soon. */
export const whenIdle = (next) => (globalThis.requestIdleCallback ?? setTimeout)(next);

const IDLE_MS = 6;

/** Texts stand at the page's end: a page that comes over a network draws before they are there. */
const pageRead = () => new Promise((next) => (document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", next, { once: true }) : next()));

const ARTICLE = ["article", "title", "url", "publisher", "published"];

export class Reading {
  constructor(packed) {
    this.packed = packed;
    this.ready = null;
  }

  /** Unpack, once: now, or in the background while the page has nothing else to do. */
  load(background = false) {
    this.hurried ||= !background;
    const hurried = breathing();
    const idle = breathing(IDLE_MS, () => new Promise((next) => whenIdle(next)));
    const pause = () => (this.hurried ? hurried() : idle());
    this.ready ??= pageRead().then(() => inflate(this.packed(), pause)).then((bytes) => {
      Object.assign(this, unpack(bytes));
      const { tellings } = this.arrays;
      this.starts = new Uint32Array(tellings.length + 1);
      for (let i = 0; i < tellings.length; i++) this.starts[i + 1] = this.starts[i] + tellings[i];
      return this;
    });
    return this.ready;
  }

  /** A text column's value, `null` where it is not told. */
  text(name, row) {
    const column = this.meta.same[name] ?? name;
    const codes = this.arrays[`${column}.code`];
    const code = codes ? codes[row] : 0;
    return code ? this.texts[column].at(code) : null;
  }

  /** Whether there is such a column of texts. */
  has(name) {
    return Boolean(this.arrays[`${this.meta.same[name] ?? name}.code`]);
  }

  /** All evidence of a row: sentence, trigger, article. */
  tellings(row) {
    const found = [];
    for (let i = this.starts[row]; i < this.starts[row + 1]; i++) {
      const start = this.arrays.start[i];
      const telling = { evidence: this.text("evidence", i), trigger: this.text("trigger", i), start, end: start + this.arrays.length[i] };
      for (const name of ARTICLE) telling[name] = this.text(`article.${name}`, this.arrays.article[i]);
      found.push(telling);
    }
    return found;
  }
}

/** The address if it is one of the web, else `null`: nothing else may become a link. */
export function webAddress(url) {
  if (!url || !/^https?:\/\//i.test(url)) return null;
  try {
    const { protocol, href } = new URL(url);
    return protocol === "http:" || protocol === "https:" ? href : null;
  } catch {
    return null;
  }
}

/** Where words stand in a sentence: parts of the text, each with its kind or none. */
export function markWords(sentence, words) {
  const marks = [];
  for (const [kind, word] of words) {
    if (!word) continue;
    const start = find(sentence, word, marks);
    if (start >= 0) marks.push({ kind, start, end: start + word.length });
  }
  marks.sort((a, b) => a.start - b.start);
  const parts = [];
  let position = 0;
  for (const { kind, start, end } of marks) {
    if (start > position) parts.push([null, sentence.slice(position, start)]);
    parts.push([kind, sentence.slice(start, end)]);
    position = end;
  }
  if (position < sentence.length) parts.push([null, sentence.slice(position)]);
  return parts;
}

const LETTER = /[\p{L}\p{N}]/u;

/** The first place where a word stands by itself and no other mark does. */
function find(sentence, word, marks) {
  for (let from = 0; ; ) {
    const start = sentence.indexOf(word, from);
    if (start < 0) return -1;
    const end = start + word.length;
    const whole = !LETTER.test(sentence[start - 1] ?? " ") && !LETTER.test(sentence[end] ?? " ");
    if (whole && !marks.some((mark) => start < mark.end && end > mark.start)) return start;
    from = start + 1;
  }
}
