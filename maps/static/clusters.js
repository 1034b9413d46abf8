// Places that lie too near to each other on the screen, taken together around the one with most incidents.

/**
 * Take places together.
 *
 * x, y: positions in the unit square; weights: incidents of each place; places: which to look at;
 * scale: pixels of the world's width; reach: pixels within which a place joins a heavier one.
 * Returns centres (indices of places), their weights, and the centre of each member: [member, number of centre].
 */
export function cluster(x, y, weights, places, scale, reach) {
  const ordered = byWeight(weights, places);
  const columns = Math.ceil(scale / reach) + 3;
  const grid = new Map();
  const centres = [];
  const totals = [];
  const belongs = new Int32Array(ordered.length);
  const near = reach * reach;
  for (let k = 0; k < ordered.length; k++) {
    const place = ordered[k];
    const [px, py] = [x[place] * scale, y[place] * scale];
    const [cx, cy] = [Math.floor(px / reach) + 1, Math.floor(py / reach) + 1];
    let [best, distance] = [-1, near];
    for (let row = cy - 1; row <= cy + 1; row++) {
      for (let column = cx - 1; column <= cx + 1; column++) {
        for (const c of grid.get(row * columns + column) ?? []) {
          const [dx, dy] = [x[centres[c]] * scale - px, y[centres[c]] * scale - py];
          const d = dx * dx + dy * dy;
          if (d < distance) [best, distance] = [c, d];
        }
      }
    }
    if (best < 0) {
      best = centres.length;
      centres.push(place);
      totals.push(0);
      const key = cy * columns + cx;
      const cell = grid.get(key);
      if (cell) cell.push(best);
      else grid.set(key, [best]);
    }
    totals[best] += weights[place];
    belongs[k] = best;
  }
  return { centres, totals, members: ordered, belongs };
}

/** The places that have a weight, the heaviest first. */
function byWeight(weights, places) {
  const STEP = 2 ** 26;
  const keys = [];
  for (const place of places) if (weights[place]) keys.push(weights[place] * STEP + (STEP - 1 - place));
  return Float64Array.from(keys)
    .sort()
    .reverse()
    .map((key) => STEP - 1 - (key % STEP));
}
