// What all our layers of a map share: its theme, and the world.

import { fromBase64, inflate } from "./pack.js";
import { readWorld } from "./world.js";

let packedWorld = null;
let readOnce = null;

/** The base64 of a layer's script elements, in pieces; the elements are then let go. */
export function take(name, part) {
  return Array.from(document.querySelectorAll(`script.${name}-${part}`), (element) => {
    element.remove();
    return element.textContent;
  });
}

/** The JSON of a layer's script elements. */
export function takeJson(name, part) {
  return JSON.parse(new TextDecoder().decode(fromBase64(take(name, part).join(""))));
}

/** Keep the world of the page; it is unpacked when first asked for. */
export function keepWorld(packed) {
  packedWorld ??= packed;
}

/** The world, or `null` where the page has none. */
export function loadWorld() {
  if (packedWorld === null) return Promise.resolve(null);
  readOnce ??= inflate(packedWorld).then(readWorld);
  return readOnce;
}

/** What the layers of a map share. */
export function shared(map) {
  map.incidentMapper ??= new Shared(map);
  return map.incidentMapper;
}

class Shared {
  constructor(map) {
    this.map = map;
    this.styles = new Map();
    this.listeners = [];
    /** Until then nothing needs to be painted: the view is not chosen yet. */
    this.opened = Promise.resolve();
    /** Whether the map is laid out for paper for a moment. */
    this.printing = false;
    map.getContainer().classList.add("im-map");
    this.system = window.matchMedia("(prefers-color-scheme: dark)");
    this.system.addEventListener("change", () => this.theme === "auto" && this.setTheme("auto"));
    this.setTheme("auto");
  }

  setTheme(theme) {
    this.theme = theme;
    this.dark = theme === "dark" || (theme === "auto" && this.system.matches);
    this.map.getContainer().dataset.imTheme = this.dark ? "dark" : "light";
    this.styles.clear();
    for (const listener of this.listeners) listener();
  }

  onTheme(listener) {
    this.listeners.push(listener);
  }

  /** The value of a CSS variable of the theme, `--im-<name>`. */
  ink(name) {
    if (!this.styles.has(name)) this.styles.set(name, getComputedStyle(this.map.getContainer()).getPropertyValue(`--im-${name}`).trim());
    return this.styles.get(name);
  }
}

export const inkOf = (map) => (name) => shared(map).ink(name);
