// Places that lie too near to each other on the screen, taken together around the one with most incidents.

const MOST_BUCKETS = 2 ** 14;
const [ROW, COLUMN] = [19349663, 73856093];

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
  // Centres by the cell that they lie in, as wide as the reach; cells share buckets, and distances tell them apart.
  const buckets = new Int32Array(Math.min(MOST_BUCKETS, 2 ** Math.ceil(Math.log2(count + 2))));
  const mask = buckets.length - 1;
  const next = new Int32Array(count);
  const [left, top] = [new Float64Array(count), new Float64Array(count)];
  const centres = new Uint32Array(count);
  const totals = new Float64Array(count);
  const belongs = new Int32Array(count);
  let found = 0;
  for (let k = 0; k < count; k++) {
    const place = members[k];
    const px = x[place] * zoom;
    const py = y[place] * zoom;
    const column = Math.floor(px);
    const row = Math.floor(py);
    let best = -1;
    let distance = 1;
    for (let r = row - 1; r <= row + 1; r++) {
      const part = Math.imul(r, ROW);
      for (let c = column - 1; c <= column + 1; c++) {
        for (let at = buckets[(part ^ Math.imul(c, COLUMN)) & mask] - 1; at >= 0; at = next[at] - 1) {
          const dx = left[at] - px;
          const dy = top[at] - py;
          const d = dx * dx + dy * dy;
          if (d < distance || (d === distance && best > at)) {
            best = at;
            distance = d;
          }
        }
      }
    }
    if (best < 0) {
      best = found++;
      centres[best] = place;
      left[best] = px;
      top[best] = py;
      const bucket = (Math.imul(row, ROW) ^ Math.imul(column, COLUMN)) & mask;
      next[best] = buckets[bucket];
      buckets[bucket] = best + 1;
    }
    totals[best] += weights[place];
    belongs[k] = best;
  }
  return { centres: centres.slice(0, found), totals: totals.slice(0, found), members, belongs };
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
