// Boxes on the screen, [left, top, right, bottom], by the cells that they touch: what is taken, and what is free.

const CELL = 64;
const ROW = 4096;

export class Boxes {
  cells = new Map();

  add(box) {
    for (const key of keysOf(box)) {
      const cell = this.cells.get(key);
      if (cell) cell.push(box);
      else this.cells.set(key, [box]);
    }
  }

  /** Whether nothing overlaps a box. */
  free(box) {
    return !keysOf(box).some((key) => this.cells.get(key)?.some((other) => overlaps(box, other)));
  }
}

function keysOf([left, top, right, bottom]) {
  const keys = [];
  for (let row = Math.floor(top / CELL); row * CELL <= bottom; row++) {
    for (let column = Math.floor(left / CELL); column * CELL <= right; column++) keys.push(row * ROW + column);
  }
  return keys;
}

const overlaps = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
