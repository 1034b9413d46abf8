// Boxes on the screen, [left, top, right, bottom], by the cells that they touch: what is taken, and what is free.

const CELL = 64;
const ROW = 4096;

export class Boxes {
  cells = new Map();

  add(box) {
    eachCell(box, (key) => {
      const cell = this.cells.get(key);
      if (cell) cell.push(box);
      else this.cells.set(key, [box]);
    });
  }

  /** Whether nothing overlaps a box. */
  free(box) {
    let free = true;
    eachCell(box, (key) => {
      free &&= !this.cells.get(key)?.some((other) => overlaps(box, other));
    });
    return free;
  }
}

function eachCell([left, top, right, bottom], visit) {
  for (let row = Math.floor(top / CELL); row * CELL <= bottom; row++) {
    for (let column = Math.floor(left / CELL); column * CELL <= right; column++) visit(row * ROW + column);
  }
}

const overlaps = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
