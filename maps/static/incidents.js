// The layer of incidents: bubbles on the map, and panel, timeline and details over it.

import { readFilters, readPlace, writeFilters, writePlace } from "./address.js";
import { BubbleLayer } from "./bubbles.js";
import { Details } from "./details.js";
import { make } from "./dom.js";
import { give, toCsv, toGeoJson } from "./download.js";
import { toImage } from "./image.js";
import { boxAround } from "./mercator.js";
import { inflate } from "./pack.js";
import { Panel } from "./panel.js";
import { layOutForPrint } from "./print.js";
import { Reading, whenIdle } from "./reading.js";
import { Search } from "./search.js";
import { inkOf, loadWorld, shared, take, takeJson } from "./shared.js";
import { Store } from "./store.js";
import { Timeline } from "./timeline.js";
import { countryName, counted, LABELS, WORDS } from "./words.js";

const NARROW = 760;

export const IncidentLayer = L.Layer.extend({
  initialize(name) {
    this.name = name;
    L.setOptions(this, takeJson(name, "options"));
    this.bubbles = new BubbleLayer({ ink: inkOf, onNames: (names) => this.common.world?.leaveOut(names) });
    this.reading = new Reading(() => take(name, "texts"));
    this.loaded = inflate(take(name, "columns")).then((bytes) => new Store(bytes, this.options.statuses));
    this.ready = new Promise((resolve) => {
      this.started = resolve;
    });
  },

  onAdd(map) {
    if (!this.map) {
      this.map = map;
      this.common = shared(map);
      this.common.opened = this.ready;
      this.common.setTheme(this.options.theme);
      this.start();
    }
    this.bubbles.addTo(map);
  },

  onRemove() {
    this.bubbles.remove();
  },

  async start() {
    const [store, world] = await Promise.all([this.loaded, loadWorld()]);
    this.store = store;
    this.search = new Search(store, this.reading);
    this.build();
    this.listen();
    const place = this.readAddress();
    this.bubbles.setStore(store, () => this.colours());
    if (world) this.bubbles.setWorld(world);
    if (place) this.map.setView([place.latitude, place.longitude], place.zoom, { animate: false });
    else if (this.options.fit) this.fit(false, true);
    this.started(store);
    // Texts are unpacked when the page has time, or at once when the reader asks for one.
    requestAnimationFrame(() => whenIdle(() => this.reading.load(true)));
  },

  build() {
    const { map, store } = this;
    const container = map.getContainer();
    container.setAttribute("aria-label", WORDS.map);
    container.setAttribute("role", "region");
    this.details = new Details(this);
    this.panel = new Panel(this);
    this.hint = make("div", { class: "im-hint", hidden: true, "aria-hidden": "true" });
    this.ui = make("div", { class: "im-ui" }, this.panel.element);
    if (store.told) {
      this.timeline = new Timeline(this);
      this.ui.append(this.timeline.element);
    }
    this.ui.append(this.details.sheet, this.hint);
    L.DomEvent.disableClickPropagation(this.ui);
    // Leaflet looks for its own mark up the tree, and finds none where a click drew a list anew.
    for (const type of ["click", "mousemove"]) this.ui.addEventListener(type, (event) => event.stopPropagation());
    // What the pointer lit on the map goes out before a row of the list lights its own.
    this.ui.addEventListener("mouseover", () => this.hover(null), true);
    L.DomEvent.disableScrollPropagation(this.ui);
    container.append(this.ui);
    this.resize();
    this.panel.setFolded(this.narrow);
    const resized = new ResizeObserver(() => this.resize());
    for (const element of [container, this.panel.element]) resized.observe(element);
  },

  resize() {
    const container = this.map.getContainer();
    this.narrow = container.clientWidth < NARROW;
    container.classList.toggle("im-narrow", this.narrow);
    const { offsetTop, offsetHeight } = this.panel.element;
    container.style.setProperty("--im-below", `${this.narrow ? offsetTop + offsetHeight : 0}px`);
  },

  listen() {
    const { map, bubbles, common } = this;
    common.onTheme(() => {
      bubbles.later();
      this.panel.update();
      this.panel.list.draw();
      this.timeline?.update();
    });
    map.on("click", (event) => this.openShape(bubbles.at(event.layerPoint)));
    map.on("mousemove", (event) => this.hover(bubbles.at(event.layerPoint), event.containerPoint));
    map.on("mouseout", () => this.hover(null));
    map.on("moveend", () => this.moved());
    map.getContainer().addEventListener("keydown", (event) => this.key(event));
    window.addEventListener("hashchange", () => this.readAddress(true));
    layOutForPrint(this);
  },

  /** Colours of the hues in the theme, by code. */
  colours() {
    return this.store.hue.meta[this.common.dark ? "dark" : "light"];
  },

  ink(name) {
    return this.common.ink(name);
  },

  /** Let changed filters come into force; `quiet`: the address follows later. */
  changed(quiet = false) {
    this.store.apply();
    if (!quiet) this.writeAddress(true);
  },

  reset() {
    readFilters(this.store, "");
    this.panel.words.value = "";
    this.find("");
  },

  /** Show all statuses. */
  showStatuses() {
    this.store.choose("status", null);
    this.changed();
    this.panel.reset.focus();
  },

  async find(words) {
    this.asked = words;
    const marks = await this.search.find(words);
    if (this.asked !== words) return;
    this.store.chooseFound(words.trim(), marks);
    this.changed();
  },

  chooseView(on) {
    this.store.chooseView(on ? this.view() : null);
    this.changed();
  },

  view() {
    const bounds = this.map.getBounds();
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  },

  moved() {
    if (this.common.printing) return;
    if (this.store.filters.view) {
      this.store.chooseView(this.view());
      this.store.apply();
    }
    this.writeAddress(false);
  },

  /** Write the state into the address; a new entry for the back button when filters changed. */
  writeAddress(entry) {
    const text = [writePlace(this.map), writeFilters(this.store)].filter(Boolean).join("&");
    const filters = writeFilters(this.store);
    const write = entry && filters !== this.written ? "pushState" : "replaceState";
    this.written = filters;
    try {
      window.history[write](null, "", `#${text}`);
    } catch {
      // Pages without an address of their own (notebooks) cannot keep one.
    }
  },

  readAddress(move = false) {
    const text = window.location.hash;
    const { words, view } = readFilters(this.store, text);
    this.written = writeFilters(this.store);
    const place = readPlace(text);
    if (move && place) this.map.setView([place.latitude, place.longitude], place.zoom, { animate: false });
    this.store.chooseView(view ? this.view() : null);
    this.store.apply();
    if (words || this.store.filters.words) {
      this.panel.words.value = words;
      this.search.find(words).then((marks) => {
        this.store.chooseFound(words, marks);
        this.store.apply();
      });
    }
    return place;
  },

  /** Show all incidents that pass the filters; `closely`: of those known by their country alone only if there are no others. */
  fit(animate, closely = false) {
    const { sites, weights } = this.store;
    const around = (chosen) => boxAround(sites.longitude, sites.latitude, chosen);
    const exact = (weight, site) => (sites.precision(site) === "country" ? 0 : weight);
    const box = (closely && around(weights.map(exact))) || around(weights);
    if (!box) return;
    const [west, south, east, north] = box;
    this.map.fitBounds([[south, west], [north, east]], { ...this.margins(), maxZoom: 9, animate });
  },

  /** What of the map panel and timeline cover. */
  margins() {
    const { map, panel, timeline, narrow } = this;
    const frame = map.getContainer().getBoundingClientRect();
    const side = panel.element.getBoundingClientRect();
    const low = timeline ? frame.bottom - timeline.element.getBoundingClientRect().top : 0;
    const [left, top] = narrow ? [24, Math.min(side.bottom - frame.top, frame.height / 3) + 24] : [side.right - frame.left + 36, 36];
    return { paddingTopLeft: [left, top], paddingBottomRight: [narrow ? 24 : 64, low + 30] };
  },

  /** The bounds of what panel and timeline leave free. */
  seen() {
    const { paddingTopLeft, paddingBottomRight } = this.margins();
    const corners = [L.point(paddingTopLeft), this.map.getSize().subtract(paddingBottomRight)];
    return L.latLngBounds(corners.map((corner) => this.map.containerPointToLatLng(corner)));
  },

  hover(shape, point) {
    this.map.getContainer().classList.toggle("im-over", Boolean(shape));
    this.hint.hidden = !shape;
    if (shape) {
      const words = [this.nameOf(shape), counted(shape.total, WORDS.incident, WORDS.incidents), this.howKnown(shape)];
      this.sayAt(words.filter(Boolean).join(" · "), point);
    }
    const site = shape ? shape.site : undefined;
    if (this.bubbles.lit !== site) {
      this.bubbles.lit = site;
      this.bubbles.later();
    }
  },

  /** Show a hint beside a point of the map's container, within it. */
  sayAt(words, { x, y }) {
    this.hint.hidden = false;
    this.hint.textContent = words;
    const size = this.map.getSize();
    const { offsetWidth, offsetHeight } = this.hint;
    const [left, top] = [Math.min(x + 14, size.x - offsetWidth - 8), y + 14 + offsetHeight < size.y ? y + 14 : y - 14 - offsetHeight];
    L.DomUtil.setTransform(this.hint, L.point(Math.max(8, left), top));
  },

  /** Show a hint beside the pointer. */
  say(words, event) {
    this.sayAt(words, this.map.mouseEventToContainerPoint(event));
  },

  /** Light the place of a row, or none. */
  light(row) {
    const site = row === null ? undefined : this.store.site[row];
    if (this.bubbles.lit === site) return;
    this.bubbles.lit = site;
    this.bubbles.later();
  },

  /** Keys on the map: n and p go from place to place, Enter opens. */
  key(event) {
    if (event.target !== this.map.getContainer() || event.ctrlKey || event.metaKey || event.altKey) return;
    const shapes = this.bubbles.inView();
    if (!shapes.length) return;
    const at = shapes.findIndex((shape) => shape.site === this.bubbles.lit);
    if (event.key === "Enter") this.openShape(shapes[Math.max(0, at)], this.map.getContainer());
    const step = { n: 1, p: -1 }[event.key];
    if (!step) return;
    const shape = shapes[(Math.max(at, step < 0 ? 0 : -1) + step + shapes.length) % shapes.length];
    const point = this.map.latLngToContainerPoint(this.bubbles.latLngOf(shape));
    this.hover(shape, point);
    this.panel.summary.setAttribute("aria-label", this.hint.textContent);
  },

  /** Open the incidents of a shape. */
  openShape(shape, from = null) {
    if (!shape) return;
    const rows = [];
    for (const site of shape.sites) for (const row of this.store.rowsOf(site)) rows.push(row);
    const { told } = this.store;
    rows.sort((a, b) => (a >= told) - (b >= told) || b - a);
    this.hint.hidden = true;
    this.details.open(rows, this.nameOf(shape), this.bubbles.latLngOf(shape), from);
  },

  /** Open one incident from the list. */
  openRow(row, from) {
    const site = this.store.site[row];
    const { sites } = this.store;
    if (site >= sites.n) {
      this.details.open([row], WORDS.noPlace, null, from);
      return;
    }
    const at = this.bubbles.placeOf(site);
    if (!this.map.getBounds().pad(-0.1).contains(at)) this.map.setView(at, Math.max(this.map.getZoom(), 6), { animate: false });
    this.details.open([row], this.siteName(site), at, from);
    this.light(row);
  },

  siteName(site) {
    const { sites } = this.store;
    if (sites.precision(site) === "country") return countryName(sites.country(site));
    return sites.name(site) || countryName(sites.country(site)) || WORDS.place;
  },

  nameOf(shape) {
    const others = new Set([...shape.sites].map((site) => this.siteName(site))).size - 1;
    const name = this.siteName(this.bubbles.mainOf(shape));
    return others > 0 ? `${name} + ${counted(others, WORDS.place, WORDS.places)}` : name;
  },

  /** How well the one place of a shape is known, where that is not well. */
  howKnown({ sites }) {
    const precision = sites.length === 1 ? this.store.sites.precision(sites[0]) : "city";
    return ["city", "site"].includes(precision) ? "" : (LABELS.precisionIs[precision] ?? precision);
  },

  async download(kind) {
    if (kind === "print") {
      window.print();
      return;
    }
    await this.reading.load();
    const name = this.options.title.normalize("NFKC").replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 60) || "incidents";
    if (kind === "geojson") give(toGeoJson(this.store, this.reading), "application/geo+json", `${name}.geojson`);
    else if (kind === "csv") give(toCsv(this.store, this.reading), "text/csv", `${name}.csv`);
    else give([await this.picture()], "image/png", `${name}.png`);
  },

  /** The view as a PNG. */
  picture() {
    return toImage(this.map, { title: this.options.title, ink: (word) => this.ink(word) });
  },
});
