// What is derived from the incidents that pass the filters: heat, areas of uncertainty, countries by count.

import { CanvasLayer } from "./canvas.js";
import { trace } from "./lines.js";
import { kilometres, toX, toY } from "./mercator.js";
import { Scale, shadeOf } from "./scale.js";

const BLUR = 26;

const Derived = CanvasLayer.extend({
  watch(store, ink) {
    this.waiting = false;
    this.store = store;
    this.options.ink = ink;
    store.on(() => this.later());
    this.later();
  },

  setWorld(world) {
    this.world = world;
    this.later();
  },
});

/** Density of incidents whose place is known well. */
export const HeatLayer = Derived.extend({
  options: { className: "im-heat" },

  paint(pen, view) {
    const { store } = this;
    const { n, longitude, latitude, precision } = store.sites;
    const cell = 4;
    const [columns, rows] = [Math.ceil(view.width / cell), Math.ceil(view.height / cell)];
    const grid = new Float32Array(columns * rows);
    const copies = this.copies(view);
    for (let i = 0; i < n; i++) {
      if (!store.weights[i] || ["region", "country"].includes(precision(i))) continue;
      const y = Math.floor((toY(latitude[i]) * view.scale - view.top) / cell);
      if (y < 0 || y >= rows) continue;
      for (const copy of copies) {
        const x = Math.floor(((toX(longitude[i]) + copy) * view.scale - view.left) / cell);
        if (x >= 0 && x < columns) grid[y * columns + x] += store.weights[i];
      }
    }
    const image = colourise(blur(grid, columns, rows, BLUR / cell), columns, rows);
    const small = new OffscreenCanvas(columns, rows);
    small.getContext("2d").putImageData(image, 0, 0);
    pen.imageSmoothingEnabled = true;
    pen.drawImage(small, 0, 0, columns * cell, rows * cell);
  },
});

/** Three passes of a running mean: near to a Gaussian. */
function blur(grid, columns, rows, radius) {
  const reach = Math.max(1, Math.round(radius / 2));
  let [from, to] = [grid, new Float32Array(grid.length)];
  const pass = (count, length, step, stride) => {
    for (let line = 0; line < count; line++) {
      let sum = 0;
      const start = line * stride;
      for (let k = -reach; k < length; k++) {
        if (k + reach < length) sum += from[start + (k + reach) * step];
        if (k - reach - 1 >= 0) sum -= from[start + (k - reach - 1) * step];
        if (k >= 0) to[start + k * step] = sum / (2 * reach + 1);
      }
    }
    [from, to] = [to, from];
  };
  for (let i = 0; i < 3; i++) {
    pass(rows, columns, 1, columns);
    pass(columns, rows, columns, 1);
  }
  return from;
}

// Inferno, thinned: dark violet over red to yellow; told apart by lightness alone, too.
const RAMP = [[66, 10, 104], [120, 28, 109], [165, 44, 96], [207, 68, 70], [237, 105, 37], [251, 155, 6], [247, 209, 61]];

function colourise(grid, columns, rows) {
  let most = 0;
  for (const value of grid) if (value > most) most = value;
  const image = new ImageData(columns, rows);
  if (!most) return image;
  for (let i = 0; i < grid.length; i++) {
    const share = Math.sqrt(grid[i] / most);
    if (share < 0.04) continue;
    const at = share * (RAMP.length - 1);
    const low = Math.min(RAMP.length - 2, Math.floor(at));
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = RAMP[low][c] + (at - low) * (RAMP[low + 1][c] - RAMP[low][c]);
    image.data[4 * i + 3] = 255 * Math.min(0.82, share * 1.6);
  }
  return image;
}

/** The area in which each incident may lie: a circle, or the outline of the region or country. */
export const AreaLayer = Derived.extend({
  options: { className: "im-areas" },

  paint(pen, view) {
    const { store, world, options } = this;
    const { n, longitude, latitude, precision, country, radius, outline } = store.sites;
    const copies = this.copies(view);
    pen.lineWidth = 1.2;
    pen.strokeStyle = options.ink("reach-line");
    pen.fillStyle = options.ink("reach");
    const seen = new Set();
    for (let i = 0; i < n; i++) {
      if (!store.weights[i]) continue;
      const whole = precision(i) === "country" ? world?.byCode.get(country(i)) : outline(i);
      if (whole) {
        seen.add(whole);
        continue;
      }
      const size = kilometres(radius[i] / 10, latitude[i]) * view.scale;
      const y = toY(latitude[i]) * view.scale - view.top;
      if (size < 2 || y < -size || y > view.height + size) continue;
      for (const copy of copies) {
        const x = (toX(longitude[i]) + copy) * view.scale - view.left;
        if (x < -size || x > view.width + size) continue;
        pen.beginPath();
        pen.arc(x, y, size, 0, 2 * Math.PI);
        pen.fill();
        pen.setLineDash([5, 4]);
        pen.stroke();
        pen.setLineDash([]);
      }
    }
    for (const shape of seen) drawOutline(pen, shape, view, copies, options.ink);
  },
});

/** Fill and stroke the outline of a country or region, dashed: known no better. */
export function drawOutline(pen, shape, view, copies, ink) {
  pen.beginPath();
  trace(pen, shape.rings, view, [...new Set(copies.flatMap((c) => [c - 1, c, c + 1]))], true);
  pen.fillStyle = ink("reach");
  pen.fill();
  pen.setLineDash([6, 4]);
  pen.lineWidth = 1.6;
  pen.strokeStyle = ink("reach-line");
  pen.stroke();
  pen.setLineDash([]);
}

/** Countries shaded by the number of incidents. */
export const CountryLayer = Derived.extend({
  options: { className: "im-countries" },

  onAdd(map) {
    this.scale ??= new Scale();
    this.legend ??= Object.assign(new L.Control({ position: "topright" }), { onAdd: () => this.scale.element });
    this.legend.addTo(map);
    Derived.prototype.onAdd.call(this, map);
  },

  onRemove(map) {
    this.legend.remove();
    Derived.prototype.onRemove.call(this, map);
  },

  paint(pen, view) {
    const { store, world, options } = this;
    if (!world) return;
    const facet = store.facets.get("country");
    const counts = new Uint32Array(facet.values.length);
    for (let i = 0; i < store.n; i++) if (store.fail[i] === 0) counts[facet.codes[i]]++;
    counts[0] = 0;
    const most = counts.reduce((a, b) => Math.max(a, b), 0);
    this.scale.update(most);
    const copies = [...new Set(this.copies(view).flatMap((c) => [c - 1, c, c + 1]))];
    for (let code = 1; code < counts.length; code++) {
      const shape = counts[code] && world.byCode.get(facet.values[code]);
      if (!shape) continue;
      pen.beginPath();
      trace(pen, shape.rings, view, copies, true);
      pen.fillStyle = options.ink("shade");
      pen.globalAlpha = shadeOf(counts[code], most);
      pen.fill();
      pen.globalAlpha = 0.8;
      pen.strokeStyle = options.ink("shade");
      pen.lineWidth = 1;
      pen.stroke();
      pen.globalAlpha = 1;
    }
  },
});
