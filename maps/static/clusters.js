// Places that lie too near to each other on the screen, taken together around the one with most incidents.

const MOST_CELLS = 4e6;

/**
 * Take places together.
 *
 * x, y: positions in the unit square; weights: incidents of each place; places: which to look at, in rising order;
 * scale: pixels of the world's width; reach: pixels within which a place joins a heavier one.
 * Returns centres (indices of places), their weights, and the centre of each member: [member, number of centre].
 */
export function cluster(x, y, weights, places, scale, reach) {
  const members = byWeight(weights, places);
  const count = members.length;
  const zoom = scale / reach;
  const grid = new Grid(x, y, members, zoom);
  const { cells, wide } = grid;
  const next = new Int32Array(count);
  const centres = new Uint32Array(count);
  const totals = new Float64Array(count);
  const belongs = new Int32Array(count);
  let found = 0;
  for (let k = 0; k < count; k++) {
    const place = members[k];
    const px = x[place] * zoom;
    const py = y[place] * zoom;
    const cell = grid.cellOf(px, py);
    let best = -1;
    let distance = 1;
    for (let row = cell - wide; row <= cell + wide; row += wide) {
      for (let at = row - 1; at <= row + 1; at++) {
        for (let c = cells.get(at) - 1; c >= 0; c = next[c] - 1) {
          const dx = x[centres[c]] * zoom - px;
          const dy = y[centres[c]] * zoom - py;
          const d = dx * dx + dy * dy;
          if (d < distance || (d === distance && best > c)) {
            best = c;
            distance = d;
          }
        }
      }
    }
    if (best < 0) {
      best = found++;
      centres[best] = place;
      next[best] = cells.get(cell);
      cells.set(cell, best + 1);
    }
    totals[best] += weights[place];
    belongs[k] = best;
  }
  return { centres: centres.slice(0, found), totals: totals.slice(0, found), members, belongs };
}

/** Cells as wide as the reach, with a rim of empty ones; each holds the number of its latest centre, counted from 1. */
class Grid {
  constructor(x, y, members, zoom) {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const place of members) {
      if (x[place] < left) left = x[place];
      if (x[place] > right) right = x[place];
      if (y[place] < top) top = y[place];
      if (y[place] > bottom) bottom = y[place];
    }
    this.left = Math.floor(left * zoom) - 1;
    this.top = Math.floor(top * zoom) - 1;
    this.wide = members.length ? Math.floor(right * zoom) - this.left + 2 : 1;
    const cells = members.length ? this.wide * (Math.floor(bottom * zoom) - this.top + 2) : 0;
    this.cells = cells <= MOST_CELLS ? new Dense(cells) : new Sparse();
  }

  cellOf(px, py) {
    return (Math.floor(py) - this.top) * this.wide + Math.floor(px) - this.left;
  }
}

class Dense {
  constructor(count) {
    this.values = new Int32Array(count);
  }

  get(at) {
    return this.values[at];
  }

  set(at, value) {
    this.values[at] = value;
  }
}

class Sparse {
  constructor() {
    this.values = new Map();
  }

  get(at) {
    return this.values.get(at) ?? 0;
  }

  set(at, value) {
    this.values.set(at, value);
  }
}

/** The places that have a weight, the heaviest first; most have one incident, and need no sorting. */
function byWeight(weights, places) {
  const single = new Uint32Array(places.length);
  const several = [];
  let count = 0;
  for (let i = 0; i < places.length; i++) {
    const weight = weights[places[i]];
    if (weight === 1) single[count++] = places[i];
    else if (weight > 1) several.push(places[i]);
  }
  several.sort((a, b) => weights[b] - weights[a] || a - b);
  const ordered = new Uint32Array(several.length + count);
  ordered.set(several);
  ordered.set(single.subarray(0, count), several.length);
  return ordered;
}
