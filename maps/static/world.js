// The world within the page: land, borders, names of countries and capitals, calm under the incidents.

import { CanvasLayer } from "./canvas.js";
import { boxed, trace } from "./lines.js";
import { toX, toY } from "./mercator.js";

/** The zoom from which on capitals are written. */
export const CAPITALS_FROM = 3.5;

/** How large the name of a country is written, in pixels; 0 where it is not. */
function sizeOfName({ size }, scale) {
  const wide = (size / 360) * scale;
  return wide < 46 ? 0 : Math.max(10.5, Math.min(15, 8 + wide / 45));
}

/** About where the name of a country is written, or `null`. */
export function boxOfName(country, { scale, left, top }, copy) {
  const points = sizeOfName(country, scale);
  if (!points) return null;
  const [x, y, half] = [(country.x + copy) * scale - left, country.y * scale - top, country.name.length * points * 0.31];
  return [x - half, y - points / 2, x + half, y + points / 2];
}

/** Bytes of `world.bin.gz`, unpacked -> land, countries with outlines, border lines, capitals. */
export function readWorld(bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const next = varints(bytes, 4 + length);
  const arcs = Array.from({ length: next() }, () => readArc(next, header.quantum));
  const uses = new Uint8Array(arcs.length);
  const countries = header.countries.map(([code, name, longitude, latitude, size]) => {
    const rings = readRings(next);
    for (const arc of rings.flat()) uses[arc < 0 ? ~arc : arc]++;
    return new Country({ code, name, x: toX(longitude), y: toY(latitude), size }, rings, arcs);
  });
  const land = readRings(next).map((ring) => outline(ring, arcs));
  const disputed = new Set(header.disputed);
  return {
    land: land.filter(({ coast }) => !coast),
    pole: land.filter(({ coast }) => coast),
    countries,
    byCode: new Map(countries.map((country) => [country.code, country])),
    capitals: header.capitals.map(([name, longitude, latitude]) => ({ name, x: toX(longitude), y: toY(latitude) })),
    borders: arcs.filter((_, i) => uses[i] > 1 && !disputed.has(i)).map(boxed),
    disputed: arcs.filter((_, i) => disputed.has(i)).map(boxed),
  };
}

class Country {
  constructor(facts, ring, arcs) {
    Object.assign(this, facts);
    this.parts = { ring, arcs };
  }

  /** Its outline; put together when first asked for. */
  get rings() {
    this.outlines ??= this.parts.ring.map((ring) => outline(ring, this.parts.arcs));
    return this.outlines;
  }
}

/** Rings as lists of arcs, ~i for arc i backwards. */
function readRings(next) {
  return Array.from({ length: next() }, () => {
    let index = 0;
    return Array.from({ length: next() }, () => (index += next()));
  });
}

function varints(bytes, start) {
  let position = start;
  return () => {
    let value = 0;
    let factor = 1;
    let byte = bytes[position++];
    for (; byte & 128; byte = bytes[position++]) {
      value += (byte & 127) * factor;
      factor *= 128;
    }
    value += byte * factor;
    return value % 2 ? -(value + 1) / 2 : value / 2;
  };
}

/** The points of an arc, in the unit square; past the antimeridian it goes on instead of jumping back. */
function readArc(next, quantum) {
  const count = next();
  const points = new Float64Array(count * 2);
  let longitude = 0;
  let latitude = 0;
  for (let i = 0; i < points.length; i += 2) {
    longitude += next();
    latitude += next();
    points[i] = toX(longitude / quantum);
    if (i) points[i] -= Math.round(points[i] - points[i - 2]);
    points[i + 1] = toY(latitude / quantum);
  }
  return points;
}

/** A ring of arcs, each where the last one ended; one around a pole goes by the pole, which is no part of its `coast`. */
function outline(ring, arcs) {
  const sizes = ring.map((index) => arcs[index < 0 ? ~index : index].length);
  const points = new Float64Array(sizes.reduce((sum, size) => sum + size, 4));
  let to = 0;
  for (const index of ring) {
    const arc = arcs[index < 0 ? ~index : index];
    const step = index < 0 ? -2 : 2;
    const start = index < 0 ? arc.length - 2 : 0;
    const turn = to ? Math.round(points[to - 2] - arc[start]) : 0;
    for (let i = start; i >= 0 && i < arc.length; i += step) {
      points[to++] = arc[i] + turn;
      points[to++] = arc[i + 1];
    }
  }
  const coast = points.subarray(0, to);
  if (Math.abs(points[to - 2] - points[0]) <= 0.5) return boxed(coast);
  points.set([points[to - 2], toY(-90), points[0], toY(-90)], to);
  return { ...boxed(points), coast: boxed(coast) };
}

/** Lines of the user's own. */
export const OutlineLayer = CanvasLayer.extend({
  options: { className: "im-outlines", pane: "tilePane", ink: null },

  setLines(lines) {
    this.lines = lines;
    this.waiting = false;
    this.later();
  },

  paint(pen, view) {
    const ink = this.options.ink(this.map);
    stroke(pen, this.lines, view, this.copies(view), ink("outline"), 1);
  },
});

export const WorldLayer = CanvasLayer.extend({
  options: { pane: "tilePane", className: "im-world", attribution: "Natural Earth", ink: null },

  /** Paint at the next frame, when the incidents have said which names they write themselves. */
  getEvents() {
    return { ...CanvasLayer.prototype.getEvents.call(this), moveend: this.later };
  },

  setWorld(world) {
    this.world = world;
    this.waiting = !world;
    this.later();
  },

  paint(pen, view) {
    const { world, options } = this;
    const ink = options.ink(this.map);
    const copies = this.copies(view).flatMap((copy) => [copy - 1, copy, copy + 1]);
    const around = [...new Set(copies)];
    pen.lineJoin = "bevel";
    pen.fillStyle = ink("land");
    pen.beginPath();
    trace(pen, world.pole, view, around, true);
    pen.fill();
    stroke(pen, world.pole.map(({ coast }) => coast), view, around, ink("coast"), view.zoom < 4 ? 0.6 : 1);
    pen.beginPath();
    trace(pen, world.land, view, around, true);
    pen.fill("evenodd");
    pen.stroke();
    stroke(pen, world.borders, view, around, ink("border"), view.zoom < 4 ? 0.7 : 1);
    pen.setLineDash([4, 3]);
    stroke(pen, world.disputed, view, around, ink("border"), view.zoom < 4 ? 0.7 : 1);
    pen.setLineDash([]);
    this.write(pen, view, around, ink);
  },

  /** Do not write what the incidents say there themselves: names of countries, and capitals by key. */
  leaveOut(names) {
    if (names.size === this.without.size && [...names].every((name) => this.without.has(name))) return;
    this.without = names;
    this.later();
  },

  without: new Set(),

  write(pen, view, copies, ink) {
    const taken = [];
    const font = ink("font");
    const put = (text, x, y, style) => writeLabel(pen, text, x, y, style, taken);
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    for (const copy of copies) {
      for (const country of this.world.countries) {
        const { code, name, x, y } = country;
        const points = this.without.has(code) ? 0 : sizeOfName(country, view.scale);
        if (!points) continue;
        const at = [(x + copy) * view.scale - view.left, y * view.scale - view.top];
        if (at[0] < 0 || at[1] < 0 || at[0] > view.width || at[1] > view.height) continue;
        put(name, at[0], at[1], { font: `600 ${points}px ${font}`, ink: ink("country"), halo: ink("land"), spacing: `${points * 0.06}px` });
      }
      if (view.zoom < CAPITALS_FROM) continue;
      for (const { name, x, y } of this.world.capitals.slice(0, view.zoom < 4.5 ? 100 : view.zoom < 5.5 ? 160 : 999)) {
        if (this.without.has(name)) continue;
        const at = [(x + copy) * view.scale - view.left, y * view.scale - view.top];
        if (at[0] < 0 || at[1] < 0 || at[0] > view.width || at[1] > view.height) continue;
        const style = { font: `500 ${view.zoom < 5 ? 10.5 : 11.5}px ${font}`, ink: ink("capital"), halo: ink("land"), spacing: "0px", dot: true };
        put(name, at[0], at[1], style);
      }
    }
  },
});

function stroke(pen, shapes, view, copies, colour, width) {
  pen.beginPath();
  trace(pen, shapes, view, copies);
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.stroke();
}

function writeLabel(pen, text, x, y, { font, ink, halo, spacing, dot }, taken) {
  pen.font = font;
  if ("letterSpacing" in pen) pen.letterSpacing = spacing;
  const half = pen.measureText(text).width / 2 + 3;
  const down = dot ? y + 11 : y;
  const box = [x - half, down - 8, x + half, down + 8];
  if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) return;
  taken.push(box);
  pen.strokeStyle = halo;
  pen.lineWidth = 3;
  pen.strokeText(text, x, down);
  pen.fillStyle = ink;
  pen.fillText(text, x, down);
  if (dot) {
    pen.beginPath();
    pen.arc(x, y, 1.8, 0, 7);
    pen.fill();
  }
}
