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

/** The smallest box around longitudes and latitudes, across the antimeridian where that is shorter. */
export function boxAround(longitudes, latitudes) {
  if (!longitudes.length) return null;
  const sorted = Float64Array.from(longitudes).sort();
  let [west, east] = [sorted[0], sorted[sorted.length - 1]];
  let widest = 360 - (east - west);
  for (let i = 1; i < sorted.length; i++) {
    const gap = sorted[i] - sorted[i - 1];
    if (gap > widest) [widest, west, east] = [gap, sorted[i], sorted[i - 1] + 360];
  }
  let [south, north] = [Infinity, -Infinity];
  for (const latitude of latitudes) {
    if (latitude < south) south = latitude;
    if (latitude > north) north = latitude;
  }
  return [west, south, east, north];
}
