// The timeline: a histogram of what passes all other filters, a brush to choose a period, play and steps.

import { icon, make } from "./dom.js";
import { counted, day, isoDay, span, WORDS } from "./words.js";

const MOST_BINS = 120;
const DAY_MS = 86400000;
const HEIGHT = 46;
const PLAY_MS = 650;
/** What is left out at either end when looking where most is, and how many times as long the whole must be to matter. */
const RARE = 0.05;
const SQUEEZED = 2.5;
const FINE = new Set(["day", "week"]);
/** Room for a word at the end of the axis, in pixels. */
const WORD = 52;
const UNITS = [
  { name: "day", days: 1 },
  { name: "week", days: 7 },
  { name: "month", months: 1 },
  { name: "quarter", months: 3 },
  { name: "year", months: 12 },
  { name: "decade", months: 120 },
];

/** The bins of a span of days: their edges, all of one unit. */
export function binsOf(first, last) {
  for (const unit of UNITS) {
    const edges = edgesOf(unit, first, last);
    if (edges.length - 1 <= MOST_BINS || unit === UNITS.at(-1)) return { edges, unit: unit.name };
  }
}

/**
 * The bins of a span of days most of which is told of a part of it: those of that part, and one for all that is earlier
 * and one for all that is later.
 */
export function binsAround(first, last, [from, until]) {
  const { edges, unit } = binsOf(from, until);
  const early = first < edges[0];
  const late = last >= edges.at(-1);
  return { edges: [...(early ? [first] : []), ...edges, ...(late ? [last + 1] : [])], unit, early, late };
}

function edgesOf({ days, months }, first, last) {
  const edges = [];
  if (days) {
    const start = days === 7 ? first - ((((first + 3) % 7) + 7) % 7) : first;
    for (let edge = start; edge <= last; edge += days) {
      edges.push(edge);
      if (edges.length > MOST_BINS + 1) return edges;
    }
    edges.push(edges[edges.length - 1] + days);
    return edges;
  }
  const date = new Date(first * DAY_MS);
  let month = date.getUTCFullYear() * 12 + date.getUTCMonth();
  month -= ((month % months) + months) % months;
  const dayOf = (count) => Math.round(utc(Math.floor(count / 12), ((count % 12) + 12) % 12) / DAY_MS);
  for (; dayOf(month) <= last; month += months) edges.push(dayOf(month));
  edges.push(dayOf(month));
  return edges;
}

function utc(year, month) {
  const date = new Date(Date.UTC(2000, month, 1));
  return date.setUTCFullYear(year);
}

export class Timeline {
  constructor(app) {
    this.app = app;
    this.measure();
    this.build();
    this.listen();
    app.store.on(() => this.update());
    new ResizeObserver(() => this.update()).observe(this.plot);
  }

  /** Part the period of the chosen statuses into bins. A row before or after it has a bin, too, but is never counted. */
  measure() {
    const { store } = this.app;
    this.statuses = store.facets.get("status").chosen;
    this.period = store.period();
    const { edges, unit, early = false, late = false } = this.parts();
    Object.assign(this, { edges, unit, early, late, bins: edges.length - 1, labelled: null });
    this.lookup = new Uint16Array(edges[this.bins] - edges[0] + 1);
    for (let bin = 0; bin < this.bins; bin++) this.lookup.fill(bin, edges[bin] - edges[0], edges[bin + 1] - edges[0]);
    this.binOfRow = new Uint16Array(store.told);
    for (let row = 0; row < store.told; row++) this.binOfRow[row] = this.lookup[store.first[row] - edges[0]];
  }

  /** Bins of the whole period, or of that which nearly all fall into where a few days far off would squeeze it. */
  parts() {
    const [first, last] = this.period;
    const whole = binsOf(first, last);
    const [from, until] = this.app.store.bulk(RARE);
    return FINE.has(whole.unit) || (until - from) * SQUEEZED > last - first ? whole : binsAround(first, last, [from, until]);
  }

  build() {
    const button = (name, label, act) => {
      const element = make("button", { type: "button", class: "im-button", "aria-label": label, title: label }, icon(name));
      element.addEventListener("click", act);
      return element;
    };
    this.play = button("play", WORDS.play, () => this.togglePlay());
    const back = button("back", WORDS.stepBack, () => this.step(-1));
    const on = button("on", WORDS.stepOn, () => this.step(1));
    this.text = make("output", { class: "im-period", "aria-live": "off" });
    this.clear = make("button", { type: "button", class: "im-link", onclick: () => this.choose(null) }, WORDS.allDates);
    this.canvas = make("canvas", { "aria-hidden": "true" });
    this.handles = ["from", "until"].map((word, side) =>
      make("div", { class: `im-handle im-handle-${word}`, role: "slider", tabindex: "0", "aria-label": WORDS[word], "data-side": side }),
    );
    this.veil = make("div", { class: "im-brush" });
    this.plot = make("div", { class: "im-plot", title: WORDS.timeline }, this.canvas, this.veil, ...this.handles);
    this.axis = make("div", { class: "im-axis", "aria-hidden": "true" });
    const bar = make("div", { class: "im-timebar" }, back, this.play, on, this.text, this.clear);
    this.element = make("section", { class: "im-timeline", "aria-label": WORDS.dates }, bar, this.plot, this.axis);
  }

  listen() {
    this.plot.addEventListener("pointerdown", (event) => this.press(event));
    this.plot.addEventListener("dblclick", () => this.choose(null));
    this.plot.addEventListener("pointermove", (event) => event.buttons === 0 && this.tell(event));
    this.plot.addEventListener("pointerleave", () => this.app.hover(null));
    for (const handle of this.handles) handle.addEventListener("keydown", (event) => this.key(event, Number(handle.dataset.side)));
  }

  binOf(dayNumber) {
    return this.lookup[Math.max(0, Math.min(this.lookup.length - 1, dayNumber - this.edges[0]))];
  }

  /** The days of a bin, in words. */
  nameOf(bin) {
    const { edges, unit, bins } = this;
    const [first, last] = [edges[bin], edges[bin + 1] - 1];
    if (this.early && bin === 0) return `${WORDS.before} ${day(edges[1], "day", true)}`;
    if (this.late && bin === bins - 1) return `${WORDS.from} ${day(first, "day", true)}`;
    return span(first, last, { month: "month", quarter: "month", year: "year", decade: "year" }[unit] ?? "day", true);
  }

  /** Say what a bar stands for. */
  tell(event) {
    const bin = this.binAt(event);
    this.app.say(`${this.nameOf(bin)} · ${counted(this.sums[bin], WORDS.incident, WORDS.incidents)}`, event);
  }

  /** The bins chosen: first and last, both included. */
  range() {
    const { dates } = this.app.store.filters;
    return dates ? [this.binOf(dates[0]), this.binOf(dates[1])] : [0, this.bins - 1];
  }

  choose(bins, quiet = false) {
    const all = !bins || (bins[0] <= 0 && bins[1] >= this.bins - 1);
    const dates = all ? null : [this.edges[bins[0]], this.edges[bins[1] + 1] - 1];
    this.app.store.chooseDates(dates);
    this.app.changed(quiet);
  }

  press(event) {
    if (event.button !== 0) return;
    const start = this.binAt(event);
    const side = event.target.dataset.side;
    const [from, until] = this.range();
    const inside = this.app.store.filters.dates && start > from && start < until && side === undefined;
    this.plot.setPointerCapture(event.pointerId);
    const x = event.clientX;
    let dragged = false;
    const move = (moved) => {
      const bin = this.binAt(moved);
      dragged ||= Math.abs(moved.clientX - x) >= 3;
      if (!dragged) return;
      if (inside) {
        const shift = Math.max(-from, Math.min(this.bins - 1 - until, bin - start));
        this.choose([from + shift, until + shift], true);
      } else {
        const anchor = side === undefined ? start : side === "0" ? until : from;
        this.choose([Math.min(anchor, bin), Math.max(anchor, bin)], true);
      }
    };
    const end = (ended) => {
      this.plot.removeEventListener("pointermove", move);
      this.plot.removeEventListener("pointerup", end);
      this.plot.removeEventListener("pointercancel", end);
      const clicked = !dragged && side === undefined && ended.type === "pointerup" && this.sums[start] > 0;
      if (clicked) this.choose(from === start && until === start ? null : [start, start], true);
      this.app.changed();
    };
    this.plot.addEventListener("pointermove", move);
    this.plot.addEventListener("pointerup", end);
    this.plot.addEventListener("pointercancel", end);
  }

  binAt(event) {
    const { left, width } = this.plot.getBoundingClientRect();
    return Math.max(0, Math.min(this.bins - 1, Math.floor(((event.clientX - left) / width) * this.bins)));
  }

  key(event, side) {
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const range = this.range();
    range[side] = side ? Math.max(range[0], Math.min(this.bins - 1, range[1] + step)) : Math.min(range[1], Math.max(0, range[0] + step));
    this.choose(range);
  }

  /** Move the period by its own length, or by one bin while it plays. */
  step(direction, bins = null) {
    const [from, until] = this.app.store.filters.dates ? this.range() : [0, Math.max(0, Math.ceil(this.bins / 12) - 1)];
    const length = until - from + 1;
    const by = this.app.store.filters.dates ? (bins ?? length) * direction : 0;
    const start = Math.max(0, Math.min(this.bins - length, from + by));
    this.choose([start, start + length - 1], bins !== null);
    return start !== from || by === 0;
  }

  togglePlay() {
    if (this.timer) {
      clearInterval(this.timer);
      this.timer = null;
      this.app.changed();
    } else {
      if (this.range()[1] === this.bins - 1) this.choose(null, true);
      this.step(1, 1);
      this.timer = setInterval(() => this.step(1, 1) || this.togglePlay(), PLAY_MS);
    }
    this.play.replaceChildren(icon(this.timer ? "pause" : "play"));
    const label = this.timer ? WORDS.pause : WORDS.play;
    this.play.setAttribute("aria-label", label);
    this.play.title = label;
  }

  update() {
    const { store } = this.app;
    const { dates } = store.filters;
    if (this.statuses !== store.facets.get("status").chosen) this.measure();
    const [from, until] = this.range();
    const [start, end] = dates ?? this.period;
    this.element.classList.toggle("im-one-day", this.bins === 1);
    this.text.textContent = span(start, end, "day", true);
    this.clear.hidden = !dates;
    const share = (bin) => `${(100 * bin) / this.bins}%`;
    this.veil.style.left = share(from);
    this.veil.style.width = share(until + 1 - from);
    this.veil.hidden = !dates;
    this.handles[0].style.left = share(from);
    this.handles[1].style.left = share(until + 1);
    for (const [side, handle] of this.handles.entries()) {
      const value = side ? end : start;
      handle.setAttribute("aria-valuemin", this.edges[0]);
      handle.setAttribute("aria-valuemax", this.edges[this.bins]);
      handle.setAttribute("aria-valuenow", value);
      handle.setAttribute("aria-valuetext", day(value));
      handle.classList.toggle("im-idle", !dates);
    }
    this.draw(from, until);
  }

  draw(from, until) {
    const { app, bins, canvas } = this;
    const { store } = app;
    const width = Math.round(this.plot.clientWidth);
    if (!width) return;
    const ratio = Math.min(window.devicePixelRatio || 1, 2.5);
    canvas.width = width * ratio;
    canvas.height = HEIGHT * ratio;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    const hues = store.hue.values.length;
    const heights = store.histogram(this.binOfRow, bins);
    this.sums = Array.from({ length: bins }, (_, bin) => heights.subarray(bin * hues, (bin + 1) * hues).reduce((a, b) => a + b, 0));
    const most = Math.max(1, ...this.sums);
    const colours = app.colours();
    const wide = width / bins;
    const gap = wide > 4 ? 1 : wide > 2 ? 0.5 : 0;
    const idle = app.ink("bar");
    for (let bin = 0; bin < bins; bin++) {
      const on = bin >= from && bin <= until;
      let y = HEIGHT;
      for (let hue = 0; hue < hues; hue++) {
        const count = heights[bin * hues + hue];
        if (!count) continue;
        const tall = (count / most) * (HEIGHT - 3);
        pen.fillStyle = on ? colours[hue] : idle;
        pen.fillRect(bin * wide, y - tall, Math.max(1, wide - gap), tall);
        y -= tall;
      }
    }
    this.label(width);
  }

  /** Years, or months where there are few years; words for what lies before and after them. */
  label(width) {
    const { edges, bins, early, late } = this;
    if (this.labelled === width) return;
    this.labelled = width;
    const ticks = ticksOf(edges[early ? 1 : 0], edges[bins - (late ? 1 : 0)], Math.max(2, Math.floor(width / 76)));
    const [from, until] = [early ? WORD : 0, width - (late ? 2 * WORD : 0)];
    const spans = ticks
      .map(([at, text]) => [this.shareOf(at), text])
      .filter(([share]) => share * width >= from && share * width <= until)
      .map(([share, text]) => make("span", { style: { left: `${100 * share}%` } }, text));
    if (early) spans.unshift(make("span", { style: { left: "0" } }, WORDS.earlier));
    if (late) spans.push(make("span", { style: { right: "0" } }, WORDS.later));
    this.axis.replaceChildren(...spans);
  }

  /** Where a day lies on the axis, from 0 to 1. */
  shareOf(dayNumber) {
    const bin = this.binOf(dayNumber);
    const [from, until] = this.edges.slice(bin, bin + 2);
    return (bin + (dayNumber - from) / (until - from)) / this.bins;
  }
}

/** Where the axis is labelled: [day, text]. */
export function ticksOf(first, last, most) {
  for (const months of [1, 3, 6, 12, 24, 60, 120, 240, 600]) {
    const ticks = edgesOf({ months }, first, last).filter((edge) => edge >= first && edge <= last);
    if (ticks.length > most) continue;
    if (!ticks.length) break;
    return ticks.map((edge) => [edge, isoDay(edge).slice(5, 7) === "01" || months >= 12 ? day(edge, "year") : day(edge, "month", true).slice(0, 3)]);
  }
  return [[first, day(first, "day", true)]];
}
