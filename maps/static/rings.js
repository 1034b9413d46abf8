// How a bubble is drawn: a dot for one incident, a ring parted by type and status for several.

export const FILLED = 0;
export const HOLLOW = 1;
export const DASHED = 2;

/** The smallest ring: a number has room in it. */
export const SMALLEST_RING = 9;
const SHORTEST_DASHED = 7;

/** Draw a shape, whose `parts` are its incidents by hue and style. */
export function drawBubble(pen, shape, colours, ink) {
  const { x, y, size, total, parts } = shape;
  if (total === 1) {
    drawSingle(pen, x, y, size, parts[0].style, colours[parts[0].hue], ink);
    return;
  }
  const thick = Math.max(3, Math.min(6.5, size * 0.3));
  drawRim(pen, x, y, size + 1.5, ink);
  pen.beginPath();
  pen.arc(x, y, size - 0.5, 0, 2 * Math.PI);
  pen.fillStyle = ink("surface");
  pen.fill();
  const gap = parts.length > 1 ? Math.min(0.05, 1 / size) : 0;
  const each = (draw) => {
    let from = -Math.PI / 2;
    for (const part of parts) {
      const to = from + (part.count / total) * 2 * Math.PI;
      draw(part, from, Math.max(from + 0.02, to - gap));
      from = to;
    }
  };
  each(({ hue, style }, from, to) => {
    if (style !== FILLED) return;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.arc(x, y, size, from, to);
    pen.fillStyle = colours[hue];
    pen.fill();
  });
  pen.beginPath();
  pen.arc(x, y, size - thick, 0, 2 * Math.PI);
  pen.fillStyle = ink("surface");
  pen.fill();
  pen.lineWidth = 2;
  each(({ hue, style }, from, to) => {
    if (style === FILLED) return;
    const dashed = style === DASHED && (to - from) * size > SHORTEST_DASHED;
    if (dashed) pen.setLineDash([3, 2]);
    pen.strokeStyle = colours[hue];
    pen.beginPath();
    pen.arc(x, y, size - 1, from, to);
    pen.stroke();
    if (dashed) pen.setLineDash([]);
  });
  const text = short(total);
  pen.font = `600 ${Math.max(9.5, Math.min(13, size * 0.62))}px ${ink("font")}`;
  if ("letterSpacing" in pen) pen.letterSpacing = "0px";
  if (pen.measureText(text).width > 2 * (size - thick) + 2) return;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillStyle = ink("text");
  pen.fillText(text, x, y + 0.5);
}

/** A rim, and a thin line around it: pale colours stand out from pale land, too. */
function drawRim(pen, x, y, size, ink) {
  pen.beginPath();
  pen.arc(x, y, size, 0, 2 * Math.PI);
  pen.fillStyle = ink("rim");
  pen.fill();
  pen.lineWidth = 1;
  pen.strokeStyle = ink("edge");
  pen.stroke();
}

function drawSingle(pen, x, y, size, style, colour, ink) {
  drawRim(pen, x, y, size + 1.2, ink);
  pen.beginPath();
  pen.arc(x, y, style === FILLED ? size : size - 1, 0, 2 * Math.PI);
  pen.fillStyle = style === FILLED ? colour : ink("surface");
  pen.fill();
  if (style === FILLED) return;
  if (style === DASHED) pen.setLineDash([3, 2.2]);
  pen.lineWidth = 2.2;
  pen.strokeStyle = colour;
  pen.stroke();
  if (style === DASHED) pen.setLineDash([]);
}

/** 1234 -> "1.2k". */
export function short(value) {
  if (value < 1000) return String(value);
  const [unit, letter] = value < 1e6 ? [1e3, "k"] : [1e6, "M"];
  return `${(value / unit).toFixed(value < 10 * unit ? 1 : 0).replace(/\.0$/, "")}${letter}`;
}
