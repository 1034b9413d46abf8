// The map's view as an image: all that its panes show, one over the other, with title and sources.

import { snapshotOf } from "./snapshot.js";
import { WORDS } from "./words.js";

const PATIENCE_MS = 8000;
const PICTURES = "canvas, svg, img, .leaflet-marker-icon";
const NEST = "svg, .leaflet-marker-icon";
const NOT_DRAWN = new Set(["mapPane", "popupPane", "tooltipPane"]);

/** A PNG of the map. Pictures of other hosts that browsers may not read are left out, which the image then says. */
export async function toImage(map, { title, ink }) {
  const frame = map.getContainer().getBoundingClientRect();
  const ratio = Math.min(window.devicePixelRatio || 1, 2.5);
  const canvas = document.createElement("canvas");
  canvas.width = frame.width * ratio;
  canvas.height = frame.height * ratio;
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  pen.fillStyle = ink("water");
  pen.fillRect(0, 0, frame.width, frame.height);
  const parts = layersOf(map).filter((element) => touches(element.getBoundingClientRect(), frame));
  const pictures = await Promise.all(parts.map(pictureOf));
  for (const [i, { image, box }] of pictures.entries()) {
    if (!image) continue;
    pen.globalAlpha = opacityOf(parts[i]);
    pen.drawImage(image, box.left - frame.left, box.top - frame.top, box.width, box.height);
  }
  pen.globalAlpha = 1;
  const whole = pictures.every(({ complete }) => complete);
  const sources = map.getContainer().querySelector(".leaflet-control-attribution")?.textContent ?? "";
  write(pen, title, 16, 28, `650 17px ${ink("font")}`, ink, "left");
  write(pen, whole ? sources : `${sources} (${WORDS.picturesLeftOut})`, frame.width - 8, frame.height - 8, `11px ${ink("font")}`, ink, "right");
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** What the panes hold, the lowest first. */
function layersOf(map) {
  const panes = Object.entries(map.getPanes()).filter(([name]) => !NOT_DRAWN.has(name));
  return panes
    .map(([, pane]) => [depthOf(pane), pane])
    .sort(([a], [b]) => a - b)
    .flatMap(([, pane]) => {
      const shown = [...pane.querySelectorAll(PICTURES)].filter((element) => !element.parentElement.closest(NEST));
      return shown.map((element) => [depthOf(element.closest(".leaflet-layer") ?? element), element]).sort(([a], [b]) => a - b);
    })
    .map(([, element]) => element);
}

const depthOf = (element) => Number.parseInt(getComputedStyle(element).zIndex, 10) || 0;

const touches = (box, frame) => box.right > frame.left && box.left < frame.right && box.bottom > frame.top && box.top < frame.bottom && box.width > 0;

/** How opaque an element is, with what it lies in. */
function opacityOf(element) {
  let opacity = 1;
  for (let at = element; at && !at.classList.contains("leaflet-map-pane"); at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
  return opacity;
}

/** A picture of an element that may be drawn without locking the canvas (or `null`), its box, and whether it is all there. */
async function pictureOf(element) {
  const box = element.getBoundingClientRect();
  if (element instanceof HTMLCanvasElement) return { image: element, box, complete: true };
  if (element instanceof HTMLImageElement) return found(await load(element.currentSrc || element.src), box);
  if (element instanceof SVGElement) {
    const copy = element.cloneNode(true);
    copy.removeAttribute("style");
    return found(await load(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`), box);
  }
  const snapshot = await snapshotOf(element);
  const image = await load(snapshot.address);
  const usable = image !== null && readable(image);
  return { image: usable ? image : null, box: snapshot.box, complete: snapshot.complete && usable };
}

const found = (image, box) => ({ image, box, complete: image !== null });

/** Some browsers lock a canvas on which HTML was drawn. */
function readable(image) {
  const pen = new OffscreenCanvas(1, 1).getContext("2d");
  pen.drawImage(image, 0, 0);
  try {
    return Boolean(pen.getImageData(0, 0, 1, 1));
  } catch {
    return false;
  }
}

/** An image, asked for so that its host may allow reading it. */
async function load(address) {
  const image = new Image();
  image.crossOrigin = "anonymous";
  image.src = address;
  const late = new Promise((_, fail) => setTimeout(fail, PATIENCE_MS, new Error("late")));
  try {
    await Promise.race([image.decode(), late]);
    return image;
  } catch {
    return null;
  }
}

function write(pen, text, x, y, font, ink, align) {
  pen.font = font;
  pen.textAlign = align;
  pen.lineJoin = "round";
  pen.lineWidth = 4;
  pen.strokeStyle = ink("surface");
  pen.strokeText(text, x, y);
  pen.fillStyle = ink("text");
  pen.fillText(text, x, y);
}
