// Incidents on the map: one bubble a place, its area by count, its ring parted by type and status.
// A place that is only known roughly gets a dashed circle; regions and countries get a label, never a point.

import { Boxes } from "./boxes.js";
import { CanvasLayer } from "./canvas.js";
import { cluster } from "./clusters.js";
import { kilometres, toX, toY } from "./mercator.js";
import { drawOutline } from "./overlays.js";
import { DASHED, drawBubble, FILLED, HOLLOW, SMALLEST_RING } from "./rings.js";
import { countryName, number } from "./words.js";
import { boxOfName, CAPITALS_FROM } from "./world.js";

const REACH = 34;
const APART = 48;
const SMALLEST = 6.5;
const LARGEST = 30;
const GROWTH = 26;
const MANY = 20000;
const BADGE = 24;
const CAPITAL = 26;
/** Where a label may lie, by halves of its width and by its height; one with a name may be farther off. */
const NUDGES = [[0, 0], [0, 1], [0, -1], [0, 1.8], [0, -1.8], [1, 0.6], [-1, 0.6], [1, -0.6], [-1, -0.6], [0, 2.6], [0, -2.6]];
const FARTHER = [...NUDGES, [0, 1.4], [0, -1.4], [1, 1.8], [-1, 1.8], [1, -1.8], [-1, -1.8], [1.5, 0], [-1.5, 0], [0, 3.4], [0, -3.4]];
/** From this zoom on bubbles bear names; farther out, too, where there are not too many places to look at. */
const NAMED = 4.5;
const FEW_PLACES = 5000;
const LONGEST_NAME = 40;
const LONGEST_FAR = 22;
const HEAVY = 10;
const MOST_TALLIES = 2 ** 22;
const UNKNOWN_REACH = 6;
const MOST_NAMES = 150;
const AREAS = new Set(["region", "country"]);
/** What is known no better than this, in kilometres, gets a label, too: oceans are no points. */
const WIDE = 250;
const ROUGH = new Set(["near", "district", "border", "waters"]);
const STYLES = { alleged: HOLLOW, denied: HOLLOW, planned: DASHED, hypothetical: DASHED };

export const BubbleLayer = CanvasLayer.extend({
  options: { className: "im-bubbles", ink: null },

  shapes: [],

  setStore(store, hueColours) {
    this.waiting = false;
    this.store = store;
    this.hueColours = hueColours;
    const { n, longitude, latitude, precision, radius } = store.sites;
    this.x = new Float64Array(n);
    this.y = new Float64Array(n);
    this.kept = new Map();
    const [points, areas] = [new Uint32Array(n), []];
    let count = 0;
    for (let i = 0; i < n; i++) {
      this.x[i] = toX(longitude[i]);
      this.y[i] = toY(latitude[i]);
      if (AREAS.has(precision(i)) || radius[i] >= 10 * WIDE) areas.push(i);
      else points[count++] = i;
    }
    this.points = points.subarray(0, count);
    this.areas = Uint32Array.from(areas);
    this.styles = store.facets.get("status").values.map((status) => STYLES[status] ?? FILLED);
    this.shapes = [];
    store.on(() => this.later());
    this.later();
  },

  setWorld(world) {
    this.world = world;
    for (const site of this.areas ?? []) {
      const country = this.store.sites.precision(site) === "country" && world.byCode.get(this.store.sites.country(site));
      if (country) [this.x[site], this.y[site]] = [country.x, country.y];
    }
    this.later();
  },

  paint(pen, view) {
    this.shapes = [];
    const ink = this.options.ink(this.map);
    const copies = this.copies(view);
    const found = this.gather(view, this.points, REACH);
    const most = found.totals.reduce((a, b) => Math.max(a, b), 2);
    const growth = Math.min(GROWTH, (LARGEST ** 2 - SMALLEST ** 2) / (most - 1));
    for (let c = 0; c < found.centres.length; c++) {
      const grown = Math.sqrt(SMALLEST ** 2 + growth * (found.totals[c] - 1));
      const size = found.totals[c] > 1 ? Math.max(SMALLEST_RING, grown) : grown;
      this.place(found.centres[c], found.membersOf(c), found.totals[c], size, view, copies, false);
    }
    const areas = this.gather(view, this.areas, APART);
    for (let c = 0; c < areas.centres.length; c++) this.place(areas.centres[c], areas.membersOf(c), areas.totals[c], 0, view, copies, true);
    this.shapes.sort((a, b) => a.area - b.area || b.total - a.total);
    for (const shape of this.shapes) this.drawReach(pen, shape, view, ink);
    this.layBadges(pen, view, ink);
    this.drawLit(pen, view, copies, ink);
    this.part();
    for (const shape of this.shapes) {
      if (shape.area) this.drawBadge(pen, shape, ink);
      else drawBubble(pen, shape, this.hueColours(), ink);
    }
    if (view.zoom >= NAMED || this.points.length <= FEW_PLACES) this.writeNames(pen, ink);
    this.options.onNames?.(this.namesTaken(view));
  },

  /** Clusters of the places in and around the view; of all places while they are few, so that they keep still. */
  gather(view, all, reach) {
    const { store, x, y } = this;
    const { scale } = view;
    const key = `${scale} ${store.version}`;
    if (all.length <= MANY && this.kept.get(all)?.key === key) return this.kept.get(all);
    const places = all.length > MANY ? this.around(view, all, reach) : all;
    const found = cluster(x, y, store.weights, places, scale, reach);
    const starts = new Uint32Array(found.centres.length + 1);
    for (let k = 0; k < found.belongs.length; k++) starts[found.belongs[k] + 1]++;
    for (let c = 0; c < found.centres.length; c++) starts[c + 1] += starts[c];
    const next = starts.slice();
    const sorted = new Uint32Array(found.members.length);
    for (let k = 0; k < found.members.length; k++) sorted[next[found.belongs[k]]++] = found.members[k];
    found.membersOf = (c) => sorted.subarray(starts[c], starts[c + 1]);
    found.key = key;
    this.kept.set(all, found);
    return found;
  },

  /** The places in and around the view that have incidents. */
  around({ scale, left, top, width, height }, all, reach) {
    const { x, y } = this;
    const { weights } = this.store;
    const near = new Uint32Array(all.length);
    let count = 0;
    for (let k = 0; k < all.length; k++) {
      const i = all[k];
      if (weights[i] === 0) continue;
      const py = y[i] * scale - top;
      if (py <= -reach || py >= height + reach) continue;
      const px = (x[i] * scale - left) / scale;
      const turned = (px - Math.floor(px)) * scale;
      if (turned < width + reach || turned > scale - reach) near[count++] = i;
    }
    return near.subarray(0, count);
  },

  place(site, sites, total, size, view, copies, area) {
    for (const copy of copies) {
      const [x, y] = [(this.x[site] + copy) * view.scale - view.left, this.y[site] * view.scale - view.top];
      if (x < -60 || y < -60 || x > view.width + 60 || y > view.height + 60) continue;
      this.shapes.push({ site, sites, total, x, y, size, area });
    }
  },

  /** Count the incidents of all shapes by hue and style, in one pass over the rows for as many shapes as there is room. */
  part() {
    const { store, styles, shapes } = this;
    const { fail, site } = store;
    const status = store.facets.get("status").codes;
    const hue = store.hue.codes;
    const width = store.hue.values.length * 3;
    const room = Math.max(1, Math.floor(MOST_TALLIES / width));
    // Copies of a shape, in copies of the world, have the same places.
    const parts = new Map(shapes.map(({ sites }) => [sites, []]));
    const groups = [...parts.keys()];
    const groupOf = new Uint32Array(store.sites.n + 1);
    for (let from = 0; from < groups.length; from += room) {
      const some = groups.slice(from, from + room);
      groupOf.fill(0);
      for (let g = 0; g < some.length; g++) for (let k = 0; k < some[g].length; k++) groupOf[some[g][k]] = g + 1;
      const tally = new Uint32Array((some.length + 1) * width);
      for (let row = 0; row < site.length; row++) {
        if (fail[row] === 0) tally[groupOf[site[row]] * width + hue[row] * 3 + styles[status[row]]]++;
      }
      for (let g = 0; g < some.length; g++) {
        const start = (g + 1) * width;
        const found = parts.get(some[g]);
        for (let key = 0; key < width; key++) {
          const count = tally[start + key];
          if (count > 0) found.push({ hue: Math.floor(key / 3), style: key % 3, count });
        }
      }
    }
    for (const shape of shapes) shape.parts = parts.get(shape.sites);
  },

  /** The circle within which a roughly known place lies, where it is larger than its bubble. */
  drawReach(pen, shape, view, ink) {
    if (shape.area || shape.sites.length > 1) return;
    const { sites } = this.store;
    if (!ROUGH.has(sites.precision(shape.site))) return;
    const known = sites.radius[shape.site] / 10;
    const radius = known ? kilometres(known, sites.latitude[shape.site]) * view.scale : shape.size + UNKNOWN_REACH;
    if (radius < shape.size + 3 || radius > 4 * view.width) return;
    pen.beginPath();
    pen.arc(shape.x, shape.y, radius, 0, 2 * Math.PI);
    pen.fillStyle = ink("reach");
    pen.fill();
    pen.setLineDash([5, 4]);
    pen.lineWidth = 1.2;
    pen.strokeStyle = ink("reach-line");
    pen.stroke();
    pen.setLineDash([]);
  },

  /** Find room for the labels of areas, off the bubbles and off each other where there is any. */
  layBadges(pen, view, ink) {
    pen.font = badgeFont(ink);
    if ("letterSpacing" in pen) pen.letterSpacing = "0px";
    const [taken, heavy] = [new Boxes(), new Boxes()];
    for (const { area, x, y, size } of this.shapes) {
      if (area) continue;
      const box = [x - size, y - size, x + size, y + size];
      taken.add(box);
      if (size >= HEAVY) heavy.add(box);
    }
    this.heavy = heavy;
    const longest = view.zoom >= 4 ? LONGEST_NAME : LONGEST_FAR;
    const whole = ([left, top, right, bottom]) =>
      left >= view.edge.x && right <= view.width - view.edge.x && top >= view.edge.y && bottom <= view.height - view.edge.y;
    for (const shape of this.shapes.filter(({ area }) => area)) {
      const count = number(shape.total);
      const name = this.labelOf(shape);
      const places = name.length <= longest ? this.placesFor(shape, `${name}  ${count}`, FARTHER, pen) : [];
      places.push(...this.placesFor(shape, count, NUDGES, pen));
      const free = places.filter(({ box }) => taken.free(box));
      Object.assign(shape, free.find(({ box }) => whole(box)) ?? free[0] ?? places.at(-NUDGES.length));
      taken.add(shape.box);
      heavy.add(shape.box);
    }
  },

  /** Where the label of a shape may lie, the best first. */
  placesFor(shape, text, nudges, pen) {
    const half = Math.max(24, pen.measureText(text).width + 16) / 2;
    return nudges.map(([dx, dy]) => {
      const [x, y] = [shape.x + dx * half, shape.y + dy * BADGE];
      return { text, box: [x - half, y - BADGE / 2, x + half, y + BADGE / 2] };
    });
  },

  /** What a shape is called: its main place, and how many others there are, but for those that lie within it. */
  labelOf(shape) {
    const { sites } = this.store;
    const main = this.mainOf(shape);
    let others = shape.names - 1;
    if (sites.precision(main) === "country") {
      const beyond = Array.from(shape.sites).filter((site) => sites.country(site) !== sites.country(main));
      others = new Set(beyond.map((site) => nameOf(sites, site))).size;
    }
    const name = nameOf(sites, main).slice(0, LONGEST_NAME);
    return name && others ? `${name} +${others}` : name;
  },

  /** A halo around the place that is pointed at; the outline or circle of one that is an area. */
  drawLit(pen, view, copies, ink) {
    const { sites } = this.store;
    for (const shape of this.shapes.filter((one) => this.isLit(one))) {
      const whole = sites.precision(shape.site) === "country" ? this.world?.byCode.get(sites.country(shape.site)) : sites.outline(shape.site);
      if (whole) drawOutline(pen, whole, view, copies, ink);
      else if (shape.area) {
        pen.beginPath();
        pen.arc(shape.x, shape.y, kilometres(sites.radius[shape.site] / 10, sites.latitude[shape.site]) * view.scale, 0, 2 * Math.PI);
        pen.fillStyle = ink("reach");
        pen.fill();
        pen.strokeStyle = ink("reach-line");
        pen.lineWidth = 1.2;
        pen.setLineDash([5, 4]);
        pen.stroke();
        pen.setLineDash([]);
      } else {
        pen.beginPath();
        pen.arc(shape.x, shape.y, shape.size + 5, 0, 2 * Math.PI);
        pen.lineWidth = 3;
        pen.strokeStyle = ink("accent");
        pen.stroke();
      }
    }
  },

  drawBadge(pen, shape, ink) {
    const [left, top, right, bottom] = shape.box;
    const [width, height] = [right - left, bottom - top];
    pen.font = badgeFont(ink);
    pen.beginPath();
    pen.roundRect(left - 1, top, width + 2, height + 2, 7);
    pen.fillStyle = ink("shadow");
    pen.fill();
    pen.beginPath();
    pen.roundRect(left, top, width, height, 6);
    pen.fillStyle = ink("surface");
    pen.fill();
    pen.save();
    pen.clip();
    let from = left;
    for (const { hue, style, count } of shape.parts) {
      const share = (count / shape.total) * width;
      pen.fillStyle = this.hueColours()[hue];
      pen.globalAlpha = style === FILLED ? 1 : 0.45;
      pen.fillRect(from, top + height - 4, share + 0.5, 4);
      from += share;
    }
    pen.restore();
    pen.beginPath();
    pen.roundRect(left + 0.5, top + 0.5, width - 1, height - 1, 5.5);
    pen.setLineDash([3, 2]);
    pen.lineWidth = 1;
    pen.strokeStyle = ink(this.isLit(shape) ? "accent" : "muted");
    pen.stroke();
    pen.setLineDash([]);
    pen.fillStyle = ink("text");
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(shape.text, left + width / 2, top + height / 2 - 1);
  },

  /** Names of places below their bubbles, the largest first, where there is room. */
  writeNames(pen, ink) {
    const taken = new Boxes();
    for (const { area, box, x, y, size } of this.shapes) taken.add(area ? box : [x - size, y - size, x + size, y + size]);
    pen.font = `500 11.5px ${ink("font")}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    pen.lineWidth = 3;
    for (const shape of this.shapes.filter(({ area }) => !area).slice(0, MOST_NAMES)) {
      const name = this.labelOf(shape);
      if (!name) continue;
      const half = pen.measureText(name).width / 2 + 2;
      const y = shape.y + shape.size + 10;
      const box = [shape.x - half, y - 7, shape.x + half, y + 7];
      if (!taken.free(box)) continue;
      taken.add(box);
      pen.strokeStyle = ink("land");
      pen.strokeText(name, shape.x, y);
      pen.fillStyle = ink("text");
      pen.fillText(name, shape.x, y);
    }
  },

  /** The place that a shape is named after: of the name that has most incidents; `names` is how many there are. */
  mainOf(shape) {
    if (shape.main === undefined) {
      const { sites, weights } = this.store;
      const sums = new Map();
      let most = 0;
      for (const site of shape.sites) {
        const name = nameOf(sites, site);
        const sum = (sums.get(name) ?? 0) + weights[site];
        sums.set(name, sum);
        if (sum > most) [most, shape.main] = [sum, site];
      }
      shape.names = sums.size;
    }
    return shape.main;
  },

  /** What the world need not write: countries that have a badge or lie under one or a large bubble, capitals where a bubble is. */
  namesTaken(view) {
    const names = new Set();
    for (const country of this.world?.countries ?? []) {
      const boxes = this.copies(view).map((copy) => boxOfName(country, view, copy));
      if (boxes.some((box) => box && !this.heavy.free(box))) names.add(country.code);
    }
    for (const { area, site } of this.shapes) if (area && this.store.sites.precision(site) === "country") names.add(this.store.sites.country(site));
    if (view.zoom < CAPITALS_FROM) return names;
    const near = 30 / view.scale;
    const covers = (shape, x, y) => {
      if (!shape.area) return Math.abs(this.x[shape.site] - x) < near && Math.abs(this.y[shape.site] - y) < near;
      const [left, top, right, bottom] = shape.box;
      const [px, py] = [x * view.scale - view.left, y * view.scale - view.top];
      return px > left - CAPITAL && px < right + CAPITAL && py > top - BADGE && py < bottom + 4;
    };
    for (const { name, x, y } of this.world?.capitals ?? []) if (this.shapes.some((shape) => covers(shape, x, y))) names.add(name);
    return names;
  },

  isLit(shape) {
    return this.lit !== undefined && shape.sites.includes(this.lit);
  },

  /** The shape at a point of the map's container, or none. */
  at(point) {
    const { shapes, view, map } = this;
    const [x, y] = [point.x + map.getPixelOrigin().x, point.y + map.getPixelOrigin().y];
    const [px, py] = [x - view.left, y - view.top];
    let [best, distance] = [null, Infinity];
    for (const shape of shapes) {
      if (shape.area) {
        const [left, top, right, bottom] = shape.box;
        if (px >= left && px <= right && py >= top && py <= bottom) return shape;
        continue;
      }
      const d = Math.hypot(shape.x - px, shape.y - py) - Math.max(shape.size, 10);
      if (d <= 2 && d < distance) [best, distance] = [shape, d];
    }
    return best;
  },

  /** Shapes that the reader sees, the largest first. */
  inView() {
    const { map, view } = this;
    const size = map.getSize();
    const corner = map.containerPointToLayerPoint([0, 0]).add(map.getPixelOrigin());
    return this.shapes.filter(({ x, y }) => {
      const [px, py] = [x + view.left - corner.x, y + view.top - corner.y];
      return px >= 0 && py >= 0 && px <= size.x && py <= size.y;
    });
  },

  /** Where a place is drawn, in degrees. */
  placeOf(site) {
    const { view, map } = this;
    return map.unproject([this.x[site] * view.scale, this.y[site] * view.scale]);
  },

  /** Where a shape is, in degrees. */
  latLngOf(shape) {
    const { view, map } = this;
    return map.unproject([shape.x + view.left, (shape.box ? shape.box[1] : shape.y - shape.size * 0.6) + view.top]);
  },
});

/** The name of a place: of a country that of today. */
const nameOf = (sites, site) => (sites.precision(site) === "country" ? countryName(sites.country(site)) : sites.name(site));

const badgeFont = (ink) => `600 11.5px ${ink("font")}`;
