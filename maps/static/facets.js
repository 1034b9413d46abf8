// The filters by value: the legend of event types with its groups, and lists of actors, countries, ...

import { icon, make } from "./dom.js";
import { label, number, WORDS } from "./words.js";

const FEW = 7;
const SEARCHABLE = 12;
const STATUS_STYLE = { alleged: "hollow", denied: "hollow", planned: "dashed", hypothetical: "dashed" };

/** The sections for all facets of a store; each has `update()`. */
export function facetSections(store, app) {
  const sections = [];
  const colours = () => app.colours();
  const hue = store.hue.key;
  const order = [...new Set([hue === "group" ? "group" : null, "event_type", "actor", "status", "country", "precision", "source"])];
  for (const key of order) {
    const facet = key && store.facets.get(key);
    if (!facet) continue;
    if (facet.values.length < 2) continue;
    const found = sectionOf(store, facet, colours, key === hue);
    found.element.addEventListener("change", () => app.changed());
    sections.push(found);
  }
  return sections;
}

function sectionOf(store, facet, colours, hue) {
  if (facet.key === "event_type") return new Legend(store, facet, colours);
  return facet.key === "status" ? new Statuses(store, facet, colours, hue) : new ValueList(store, facet, colours, hue);
}

/** A part of the panel that can be folded. */
export function section(title, open, ...children) {
  return make("details", { class: "im-section", open }, make("summary", {}, make("h2", {}, title), icon("down")), ...children);
}

/** A row with a box to tick, a mark, a name and a live count. */
function tickRow(name, mark, hint) {
  const box = make("input", { type: "checkbox" });
  const count = make("span", { class: "im-count" });
  const only = make("button", { type: "button", class: "im-only", "aria-label": `${WORDS.alone}: ${name}` }, WORDS.alone);
  const element = make("li", { class: "im-row" }, make("label", { title: hint }, box, mark, make("bdi", { class: "im-name" }, name), count), only);
  return { element, box, count, only };
}

/** A facet whose values are on until they are switched off: what is ticked is what is shown. */
class Switches {
  constructor(store, facet, colours, title) {
    Object.assign(this, { store, facet, colours });
    this.rows = new Map();
    this.element = section(title, true);
  }

  /** A list of rows for codes. */
  listOf(codes, nameOf, markOf) {
    const list = make("ul", { class: "im-rows" });
    for (const code of codes) {
      const row = tickRow(nameOf(code), markOf(code));
      row.box.addEventListener("change", () => this.toggle([code], row.box.checked));
      row.only.addEventListener("click", () => this.alone([code]));
      this.rows.set(code, row);
      list.append(row.element);
    }
    return list;
  }

  chosen() {
    return this.facet.chosen ?? new Set(this.rows.keys());
  }

  toggle(codes, on) {
    const chosen = new Set(this.chosen());
    for (const code of codes) on ? chosen.add(code) : chosen.delete(code);
    this.set(chosen);
  }

  alone(codes) {
    this.set(new Set(codes));
    this.element.dispatchEvent(new Event("change"));
  }

  set(chosen) {
    const all = [...this.rows.keys()].every((code) => chosen.has(code));
    this.store.choose(this.facet.key, all ? null : [...chosen]);
  }

  update() {
    const chosen = this.chosen();
    for (const [code, row] of this.rows) show(row, this.facet.live[code], chosen.has(code));
  }
}

/** Statuses: some are off when the map opens. */
class Statuses extends Switches {
  constructor(store, facet, colours, hue) {
    super(store, facet, colours, WORDS.status);
    const markOf = (code) =>
      hue
        ? make("span", { class: "im-dot", style: { "--im-colour": colours()[code] } })
        : make("span", { class: `im-dot im-dot-${STATUS_STYLE[facet.values[code]] ?? "filled"}` });
    this.element.append(this.listOf(facet.present, (code) => label("status", facet.values[code]).slice(0, 120), markOf));
    this.hue = hue;
  }

  update() {
    super.update();
    if (this.hue) for (const [code, { element }] of this.rows) element.querySelector(".im-dot").style.setProperty("--im-colour", this.colours()[code]);
  }
}

/** The legend of event types, by group. */
class Legend extends Switches {
  constructor(store, facet, colours) {
    super(store, facet, colours, WORDS.event_type);
    this.groups = [];
    const { groups, group_order: order, labels } = facet.meta;
    const { present } = facet;
    const names = [...order, ""].filter((group) => present.some((code) => groups[code] === group));
    for (const group of names) {
      const codes = present.filter((code) => groups[code] === group);
      const list = this.listOf(codes, (code) => (code ? labels[code] : WORDS.notTold), () => make("span", { class: "im-dot" }));
      const head = tickRow(label("event_group", group), null);
      head.element.classList.add("im-group");
      head.box.addEventListener("change", () => this.toggle(codes, head.box.checked));
      head.only.addEventListener("click", () => this.alone(codes));
      this.groups.push({ codes, ...head });
      this.element.append(make("ul", { class: "im-rows im-rows-group" }, make("li", {}, make("ul", { class: "im-rows" }, head.element)), make("li", {}, list)));
    }
  }

  update() {
    super.update();
    const chosen = this.chosen();
    const hues = this.store.hue === this.facet ? this.colours() : null;
    for (const [code, row] of this.rows) {
      const dot = row.element.querySelector(".im-dot");
      if (hues) dot.style.setProperty("--im-colour", hues[code]);
      else dot.hidden = true;
    }
    for (const group of this.groups) {
      const on = group.codes.filter((code) => chosen.has(code)).length;
      let sum = 0;
      for (const code of group.codes) sum += this.facet.live[code];
      show(group, sum, on === group.codes.length);
      group.box.indeterminate = on > 0 && on < group.codes.length;
    }
  }
}

function show(row, count, on) {
  row.count.textContent = number(count);
  row.box.checked = on;
  row.element.classList.toggle("im-off", !on);
  row.element.classList.toggle("im-none", count === 0);
}

/** A list of values, the most frequent first: none is chosen until some are. */
class ValueList {
  constructor(store, facet, colours, hue) {
    Object.assign(this, { store, facet, colours, hue });
    this.long = false;
    this.words = "";
    this.list = make("ul", { class: "im-rows" });
    this.more = make("button", { type: "button", class: "im-link", onclick: () => this.lengthen() });
    const key = facet.key === "group" ? facet.meta.column : facet.key;
    const title = { actor: WORDS.actors, source: WORDS.sources }[key] ?? WORDS[key] ?? key.replaceAll("_", " ");
    const many = facet.values.length > SEARCHABLE;
    const search = many && make("input", { type: "search", class: "im-find", placeholder: `${WORDS.searchIn}…`, "aria-label": `${WORDS.searchIn}: ${title}` });
    if (search) search.addEventListener("input", (event) => this.find(event));
    this.element = section(title, ["actor", "group"].includes(facet.key), search || null, this.list, this.more);
    if (search) search.addEventListener("change", (event) => event.stopPropagation());
    this.element.addEventListener("toggle", () => this.update());
  }

  find(event) {
    this.words = event.target.value.trim().toLowerCase();
    this.update();
  }

  lengthen() {
    this.long = !this.long;
    this.update();
  }

  toggle(code, on) {
    const chosen = new Set(this.facet.chosen ?? []);
    on ? chosen.add(code) : chosen.delete(code);
    this.store.choose(this.facet.key, chosen.size ? [...chosen] : null);
  }

  update() {
    if (!this.element.open) return;
    const { facet } = this;
    const chosen = facet.chosen ?? new Set();
    let codes = facet.present.slice();
    if (this.words) codes = codes.filter((code) => label(facet.key, facet.values[code]).toLowerCase().includes(this.words));
    const keepsOrder = facet.key === "precision";
    if (!keepsOrder) codes.sort((a, b) => chosen.has(b) - chosen.has(a) || (a === 0) - (b === 0) || facet.live[b] - facet.live[a] || a - b);
    const shown = keepsOrder ? codes : codes.slice(0, this.long ? 200 : FEW);
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.code : null;
    this.list.replaceChildren(...shown.map((code) => this.row(code, chosen)));
    if (focused) this.list.querySelector(`input[data-code="${focused}"]`)?.focus({ preventScroll: true });
    this.more.hidden = keepsOrder || codes.length <= FEW;
    this.more.textContent = this.long ? WORDS.less : `${WORDS.more} (${number(codes.length - FEW)})`;
  }

  row(code, chosen) {
    const { facet } = this;
    const value = facet.values[code];
    let mark = null;
    if (this.hue) mark = make("span", { class: "im-dot", style: { "--im-colour": this.colours()[code] } });
    const row = tickRow(label(facet.key === "group" ? facet.meta.column : facet.key, value).slice(0, 120), mark);
    row.box.dataset.code = code;
    row.box.addEventListener("change", () => this.toggle(code, row.box.checked));
    row.only.addEventListener("click", () => {
      this.store.choose(facet.key, [code]);
      this.element.dispatchEvent(new Event("change"));
    });
    show(row, facet.live[code], chosen.has(code));
    row.element.classList.toggle("im-off", chosen.size > 0 && !chosen.has(code));
    return row.element;
  }
}
