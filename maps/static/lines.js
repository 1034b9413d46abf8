// Lines and outlines: shapes of points in the unit square, and how a pen follows them.

import { toX, toY } from "./mercator.js";

/** Points in the unit square with the box around them. */
export function boxed(points) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 2) {
    if (points[i] < box[0]) box[0] = points[i];
    if (points[i + 1] < box[1]) box[1] = points[i + 1];
    if (points[i] > box[2]) box[2] = points[i];
    if (points[i + 1] > box[3]) box[3] = points[i + 1];
  }
  return { points, box };
}

/** Add lines or rings that the view shows to the path of a pen. */
export function trace(pen, shapes, { scale, left, top, width, height }, copies, close = false) {
  const step = 0.9 / scale;
  for (const { points, box } of shapes) {
    if (box[3] * scale < top || box[1] * scale > top + height) continue;
    if (close && Math.max(box[2] - box[0], box[3] - box[1]) < step / 2) continue;
    for (const copy of copies) {
      if ((box[2] + copy) * scale < left || (box[0] + copy) * scale > left + width) continue;
      const shift = copy * scale - left;
      pen.moveTo(points[0] * scale + shift, points[1] * scale - top);
      let [x, y] = [points[0], points[1]];
      for (let i = 2; i < points.length; i += 2) {
        const last = i === points.length - 2;
        if (!last && Math.abs(points[i] - x) < step && Math.abs(points[i + 1] - y) < step) continue;
        x = points[i];
        y = points[i + 1];
        pen.lineTo(x * scale + shift, y * scale - top);
      }
      if (close) pen.closePath();
    }
  }
}

/** Lines of a pack -> shapes; `quantum`: parts of a degree that its coordinates count. */
export function readLines({ lengths, x, y }, quantum) {
  let at = 0;
  return Array.from(lengths, (length) => {
    const points = new Float64Array(length * 2);
    for (let i = 0; i < length; i++, at++) {
      points[2 * i] = toX(x[at] / quantum);
      points[2 * i + 1] = toY(y[at] / quantum);
    }
    return boxed(points);
  });
}
