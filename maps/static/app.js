// What the page's script calls: `IncidentMapper.incidents(name)`, `IncidentMapper.world(name)`, ... give layers.

import { BubbleLayer } from "./bubbles.js";
import { incidentCard } from "./card.js";
import { make } from "./dom.js";
import { boxAround } from "./mercator.js";
import { fromBase64, inflate } from "./pack.js";
import { Panel } from "./panel.js";
import { Reading } from "./reading.js";
import { Store } from "./store.js";
import { readWorld, WorldLayer } from "./world.js";
import { countryName, counted, WORDS } from "./words.js";

const PAGE_OF_CARDS = 20;

/** The base64 of a script element, which is then let go. */
function take(name, part) {
  const element = document.getElementById(`${name}-${part}`);
  const text = element.textContent;
  element.remove();
  return text;
}

/** What the layers of a map share: theme and world. */
function shared(map) {
  map.incidentMapper ??= new Shared(map);
  return map.incidentMapper;
}

class Shared {
  constructor(map) {
    this.map = map;
    this.styles = new Map();
    this.worldListeners = [];
    map.getContainer().classList.add("im-map");
    this.setTheme("auto");
  }

  setTheme(theme) {
    this.theme = theme;
    const system = window.matchMedia("(prefers-color-scheme: dark)");
    this.dark = theme === "dark" || (theme === "auto" && system.matches);
    this.map.getContainer().dataset.imTheme = this.dark ? "dark" : "light";
    this.styles.clear();
    this.map.fire("incidentmapper:theme");
    if (!this.watching) {
      this.watching = true;
      system.addEventListener("change", () => this.theme === "auto" && this.setTheme("auto"));
    }
  }

  /** The value of a CSS variable of the theme, `--im-<name>`. */
  ink(name) {
    if (!this.styles.has(name)) this.styles.set(name, getComputedStyle(this.map.getContainer()).getPropertyValue(`--im-${name}`).trim());
    return this.styles.get(name);
  }

  setWorld(world) {
    this.world = world;
    for (const listener of this.worldListeners) listener(world);
  }

  onWorld(listener) {
    if (this.world) listener(this.world);
    else this.worldListeners.push(listener);
  }
}

const inkOf = (map) => (name) => shared(map).ink(name);

/** The vector basemap. */
export function world(name) {
  const layer = new WorldLayer({ ink: inkOf });
  const packed = take(name, "world");
  layer.on("add", async () => {
    const { map } = layer;
    map.on("incidentmapper:theme", () => layer.later());
    if (layer.world) return;
    const read = readWorld(await inflate(packed));
    layer.setWorld(read);
    shared(map).setWorld(read);
  });
  return layer;
}

/** The incidents. */
export function incidents(name) {
  return new IncidentLayer(name);
}

const IncidentLayer = L.Layer.extend({
  initialize(name) {
    this.name = name;
    this.options = { ...this.options, ...JSON.parse(new TextDecoder().decode(fromBase64(take(name, "options")))) };
    this.bubbles = new BubbleLayer({ ink: inkOf });
    const texts = take(name, "texts");
    this.reading = new Reading(() => texts);
    const columns = take(name, "columns");
    this.ready = inflate(columns).then((bytes) => {
      this.store = new Store(bytes);
    });
  },

  onAdd(map) {
    this.map = map;
    const common = shared(map);
    this.common = common;
    if (!this.started) {
      this.started = true;
      common.setTheme(this.options.theme);
      this.start(map);
    }
    this.bubbles.addTo(map);
  },

  onRemove() {
    this.bubbles.remove();
  },

  async start(map) {
    await this.ready;
    const { store, bubbles, common } = this;
    this.ui = make("div", { class: "im-ui" });
    L.DomEvent.disableClickPropagation(this.ui);
    L.DomEvent.disableScrollPropagation(this.ui);
    this.panel = new Panel(this);
    this.ui.append(this.panel.element);
    map.getContainer().append(this.ui);
    if (this.options.fit) this.fit(false);
    bubbles.setStore(store, () => this.colours());
    common.onWorld((world) => bubbles.setWorld(world));
    map.on("incidentmapper:theme", () => {
      bubbles.later();
      this.panel.update();
    });
    map.on("click", (event) => this.click(event));
    map.on("mousemove", (event) => {
      map.getContainer().classList.toggle("im-over", Boolean(bubbles.at(event.layerPoint)));
    });
    requestAnimationFrame(() => requestAnimationFrame(() => this.reading.load()));
  },

  /** Colours of the hues in the theme, by code. */
  colours() {
    return this.store.hue.meta[this.common.dark ? "dark" : "light"];
  },

  /** Let changed filters come into force. */
  changed() {
    this.store.apply();
  },

  reset() {
    for (const key of this.store.facets.keys()) this.store.choose(key, null);
    this.store.chooseDates(null);
    this.store.chooseFound("", null);
    this.store.chooseTrust(0);
    this.store.chooseView(null);
    this.store.apply();
  },

  /** Show all incidents that pass the filters. */
  fit(animate) {
    const { sites, weights } = this.store;
    const seen = [...weights.keys()].filter((site) => weights[site]);
    const box = boxAround(seen.map((site) => sites.longitude[site]), seen.map((site) => sites.latitude[site]));
    if (!box) return;
    const [west, south, east, north] = box;
    this.map.fitBounds([[south, west], [north, east]], { ...this.margins(), maxZoom: 9, animate });
  },

  /** What of the map the panel covers. */
  margins() {
    const container = this.map.getContainer().getBoundingClientRect();
    const panel = this.panel.element.getBoundingClientRect();
    const beside = container.width > 760;
    return {
      paddingTopLeft: [beside ? panel.right - container.left + 40 : 30, 40],
      paddingBottomRight: [60, beside ? 60 : 120],
    };
  },

  async click(event) {
    const shape = this.bubbles.at(event.layerPoint);
    if (shape) await this.open(shape);
  },

  /** Open the incidents of a shape in a popup. */
  async open(shape) {
    await this.reading.load();
    const { store } = this;
    const rows = [];
    for (const site of shape.sites) for (const row of store.rowsOf(site)) rows.push(row);
    rows.sort((a, b) => b - a);
    const place = this.nameOf(shape);
    const list = make("div", { class: "im-cards" });
    const more = make("button", { type: "button", class: "im-link im-more-cards" });
    let shown = 0;
    const grow = () => {
      for (const row of rows.slice(shown, shown + PAGE_OF_CARDS)) list.append(incidentCard(store, this.reading, row, this.colours()));
      shown = Math.min(rows.length, shown + PAGE_OF_CARDS);
      more.hidden = shown >= rows.length;
      more.textContent = `${WORDS.more} (${rows.length - shown})`;
    };
    more.addEventListener("click", grow);
    grow();
    const head = make("header", { class: "im-popup-head" }, make("h2", {}, make("bdi", {}, place)), make("p", {}, counted(rows.length, WORDS.incident, WORDS.incidents)));
    const content = make("div", { class: "im-popup-content" }, head, list, more);
    L.popup({ className: "im-popup", maxWidth: 380, minWidth: 300, maxHeight: null, autoPanPaddingTopLeft: this.margins().paddingTopLeft, autoPanPaddingBottomRight: [20, 20], offset: [0, 2] })
      .setLatLng(this.bubbles.latLngOf(shape))
      .setContent(content)
      .openOn(this.map);
  },

  nameOf(shape) {
    const { sites } = this.store;
    if (sites.precision(shape.site) === "country") return countryName(sites.country(shape.site));
    const name = sites.name(shape.site) || countryName(sites.country(shape.site)) || WORDS.place;
    const others = new Set([...shape.sites].map((site) => sites.name(site))).size - 1;
    return others > 0 ? `${name} + ${counted(others, WORDS.place, WORDS.places)}` : name;
  },
});
