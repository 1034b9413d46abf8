// Web Mercator: degrees <-> the unit square that all zooms scale.

const LIMIT = 85.0511287798;
const RADIANS = Math.PI / 180;
const EARTH_KM = 40075.017;

export const toX = (longitude) => longitude / 360 + 0.5;

export function toY(latitude) {
  const sine = Math.sin(Math.max(-LIMIT, Math.min(LIMIT, latitude)) * RADIANS);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

/** Kilometres at a latitude -> the share of the unit square. */
export const kilometres = (km, latitude) => km / (EARTH_KM * Math.cos(Math.min(85, Math.abs(latitude)) * RADIANS));

/** The smallest box around what has a weight, [west, south, east, north], across the antimeridian where that is shorter. */
export function boxAround(longitudes, latitudes, weights) {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < weights.length; i++) {
    if (!weights[i]) continue;
    if (longitudes[i] < west) west = longitudes[i];
    if (longitudes[i] > east) east = longitudes[i];
    if (latitudes[i] < south) south = latitudes[i];
    if (latitudes[i] > north) north = latitudes[i];
  }
  if (west > east) return null;
  let widest = 360 - (east - west);
  if (widest >= 180) return [west, south, east, north];
  const sorted = Float64Array.from(longitudes.filter((_, i) => weights[i])).sort();
  for (let i = 1; i < sorted.length; i++) {
    const gap = sorted[i] - sorted[i - 1];
    if (gap > widest) [widest, west, east] = [gap, sorted[i], sorted[i - 1] + 360];
  }
  return [west, south, east, north];
}
