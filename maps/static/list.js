// The list of the incidents that pass the filters, by date: only the rows that are seen exist.

import { icon, make } from "./dom.js";
import { countryName, label, range, span, WORDS } from "./words.js";

const TALL = 62;
const SPARE = 6;
const KEYS = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -Infinity, End: Infinity };

export class List {
  constructor(app) {
    this.app = app;
    this.newest = true;
    this.active = 0;
    this.spacer = make("div", { class: "im-spacer" });
    this.box = make("div", { class: "im-list", role: "listbox", tabindex: "0", "aria-label": WORDS.list }, this.spacer);
    this.sort = make("button", { type: "button", class: "im-link", onclick: () => this.turn() }, icon("sort"), make("span", {}, WORDS.newest));
    const reset = make("button", { type: "button", class: "im-link", onclick: () => app.reset() }, WORDS.reset);
    this.empty = make("div", { class: "im-empty" }, make("p", {}, app.store.n ? WORDS.empty : WORDS.noData), app.store.n ? reset : null);
    this.bar = make("div", { class: "im-listbar" }, this.sort);
    this.element = make("div", { class: "im-listing" }, this.bar, this.empty, this.box);
    this.box.addEventListener("scroll", () => this.draw(), { passive: true });
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("click", (event) => this.click(event));
    this.box.addEventListener("mouseover", (event) => this.point(event));
    this.box.addEventListener("mouseleave", () => app.light(null));
    app.store.on(() => this.update());
    new ResizeObserver(() => this.draw()).observe(this.box);
  }

  /** Take the rows that pass the filters, if the list is seen. */
  update() {
    this.stale = true;
    if (this.element.hidden) return;
    this.stale = false;
    const { fail, n, told, visible } = this.app.store;
    this.rows = new Uint32Array(visible);
    let to = 0;
    for (let i = 0; i < told; i++) if (fail[i] === 0) this.rows[to++] = i;
    if (this.newest) this.rows.subarray(0, to).reverse();
    for (let i = told; i < n; i++) if (fail[i] === 0) this.rows[to++] = i;
    this.active = 0;
    this.box.scrollTop = 0;
    this.spacer.style.height = `${Math.min(visible * TALL, 8e6)}px`;
    this.box.hidden = visible === 0;
    this.bar.hidden = visible === 0;
    this.empty.hidden = visible > 0;
    this.drawn = null;
    this.draw();
  }

  show() {
    if (this.stale !== false) this.app.reading.load().then(() => this.update());
  }

  turn() {
    this.newest = !this.newest;
    this.sort.lastChild.textContent = this.newest ? WORDS.newest : WORDS.oldest;
    this.update();
  }

  /** Past some height browsers cannot scroll: then the place within the list is a share of the scroll. */
  offset() {
    const { scrollTop, scrollHeight, clientHeight } = this.box;
    const all = this.rows.length * TALL;
    if (all <= 8e6) return scrollTop;
    return (scrollTop / Math.max(1, scrollHeight - clientHeight)) * (all - clientHeight);
  }

  draw() {
    if (!this.rows || this.element.hidden || !this.app.reading.arrays) return;
    const top = this.offset();
    const from = Math.max(0, Math.floor(top / TALL) - SPARE);
    const until = Math.min(this.rows.length, Math.ceil((top + this.box.clientHeight) / TALL) + SPARE);
    const key = `${from} ${until} ${this.active} ${this.app.store.version} ${this.app.common.dark}`;
    const shift = this.box.scrollTop - top;
    if (this.drawn !== key || shift) {
      this.drawn = key;
      const options = [];
      for (let i = from; i < until; i++) options.push(this.option(i, i * TALL + shift));
      this.spacer.replaceChildren(...options);
    }
    this.box.setAttribute("aria-activedescendant", this.rows.length ? this.idOf(this.active) : "");
  }

  idOf(index) {
    return `${this.app.name}-option-${index}`;
  }

  option(index, top) {
    const { store, reading } = this.app;
    const row = this.rows[index];
    const type = store.facets.get("event_type");
    const code = type.codes[row];
    const status = store.facets.get("status").values[store.facets.get("status").codes[row]];
    const when = store.dated[row] ? span(store.first[row], store.last[row], reading.text("date_precision", row) ?? "day", true) : WORDS.noDate;
    const actor = store.facets.get("actor");
    const names = [actor.values[actor.codes[row]], actor.values[actor.others[row]]];
    const who = names[1] ? `${names[0] || "…"} → ${names[1]}` : names[0];
    const line = [this.placeOf(row), who].filter(Boolean).join(" · ");
    return make(
      "div",
      {
        class: `im-option${index === this.active ? " im-active" : ""}`,
        id: this.idOf(index),
        role: "option",
        "aria-selected": index === this.active ? "true" : "false",
        "aria-setsize": this.rows.length,
        "aria-posinset": index + 1,
        "data-index": index,
        style: { top: `${top}px` },
      },
      make("span", { class: "im-dot", style: { "--im-colour": this.app.colours()[store.hue.codes[row]] } }),
      make("span", { class: "im-option-head" }, make("b", {}, code ? type.meta.labels[code] : WORDS.notTold), status && status !== "happened" ? make("i", {}, label("status", status).toLowerCase()) : null),
      make("time", {}, when),
      make("bdi", { class: "im-option-line" }, line.slice(0, 200) || (reading.tellings(row)[0]?.evidence ?? "").slice(0, 200)),
      this.losses(row),
    );
  }

  losses(row) {
    const { killed, killedMax } = this.app.store.counts;
    const [low, high] = [killed[row] - 1, killedMax[row] - 1];
    return Math.max(low, high) > 0 ? make("span", { class: "im-killed" }, `${range(low, high)} ${WORDS.killed}`) : null;
  }

  placeOf(row) {
    const { store, reading } = this.app;
    const site = store.site[row];
    if (site >= store.sites.n) return reading.text("place", row) ?? WORDS.noPlace;
    return store.sites.name(site) || countryName(store.sites.country(site));
  }

  key(event) {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.open(this.active);
    }
    const step = KEYS[event.key];
    if (step === undefined || !this.rows?.length) return;
    event.preventDefault();
    this.active = Math.max(0, Math.min(this.rows.length - 1, this.active + step));
    const all = this.rows.length * TALL;
    const [top, height] = [this.active * TALL, this.box.clientHeight];
    const seen = this.offset();
    let wanted = seen;
    if (top < seen) wanted = top;
    else if (top + TALL > seen + height) wanted = top + TALL - height;
    this.box.scrollTop = all <= 8e6 ? wanted : (wanted / (all - height)) * (this.box.scrollHeight - height);
    this.draw();
    this.app.light(this.rows[this.active]);
  }

  click(event) {
    const option = event.target.closest(".im-option");
    if (!option) return;
    this.active = Number(option.dataset.index);
    this.drawn = null;
    this.draw();
    this.open(this.active);
  }

  point(event) {
    const option = event.target.closest(".im-option");
    if (option) this.app.light(this.rows[Number(option.dataset.index)]);
  }

  open(index) {
    if (this.rows?.length) this.app.openRow(this.rows[index], this.box);
  }
}
