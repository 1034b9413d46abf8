// A marker that is a piece of the page (Leaflet's DivIcon) as a picture: its copy, with all styles, within an SVG.

const ROOM = 8;
const ADDRESS = /url\("((?!data:)[^"]*)"\)/;

/** A marker as the address of an SVG, the box that it fills on the screen, and whether all its pictures are in it. */
export async function snapshotOf(element) {
  const box = boxAround([element, ...element.querySelectorAll("*")]);
  const copy = element.cloneNode(true);
  const pairs = [element, ...element.querySelectorAll("*")].map((one, i) => [one, i ? copy.querySelectorAll("*")[i - 1] : copy]);
  const inlined = await Promise.all(pairs.map(([one, other]) => dress(one, other)));
  const { left, top } = element.getBoundingClientRect();
  for (const [name, value] of Object.entries({ position: "absolute", margin: "0", transform: "none", opacity: "1", left: `${left - box.left}px`, top: `${top - box.top}px` })) {
    copy.style.setProperty(name, value, "important");
  }
  const markup = new XMLSerializer().serializeToString(copy);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${box.width}" height="${box.height}"><foreignObject width="100%" height="100%">${markup}</foreignObject></svg>`;
  return { address: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`, box, complete: inlined.every(Boolean) };
}

/** What lies within a marker may be larger than the marker. */
function boxAround(elements) {
  const boxes = elements.flatMap((one) => [one.getBoundingClientRect(), contentOf(one)]).filter(({ width, height }) => width && height);
  const [left, top] = [Math.min(...boxes.map((b) => b.left)) - ROOM, Math.min(...boxes.map((b) => b.top)) - ROOM];
  const [right, bottom] = [Math.max(...boxes.map((b) => b.right)) + ROOM, Math.max(...boxes.map((b) => b.bottom)) + ROOM];
  return new DOMRect(left, top, right - left, bottom - top);
}

/** Where the words of an element lie: they may run out of it. */
function contentOf(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  return range.getBoundingClientRect();
}

/** Give the copy of an element the styles and pictures that the element has; whether that went well. */
async function dress(element, copy) {
  const style = getComputedStyle(element);
  for (const name of style) copy.style.setProperty(name, style.getPropertyValue(name));
  copy.prepend(...wordsByStyle(element, "::before"));
  copy.append(...wordsByStyle(element, "::after"));
  const shown = ADDRESS.exec(style.backgroundImage)?.[1];
  const background = shown && (await inline(shown));
  if (background) copy.style.setProperty("background-image", `url("${background}")`);
  if (!(element instanceof HTMLImageElement)) return !shown || Boolean(background);
  const source = await inline(element.currentSrc || element.src);
  copy.removeAttribute("srcset");
  copy.removeAttribute("src");
  if (source) copy.setAttribute("src", source);
  return source !== null;
}

/** What an element shows by its style alone, such as the sign of an icon font, as a picture: an image has not the page's fonts. */
function wordsByStyle(element, where) {
  const style = getComputedStyle(element, where);
  const text = /^"(.+)"$/.exec(style.content)?.[1];
  if (!text || style.display === "none") return [];
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  const font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  pen.font = font;
  const { width, fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = pen.measureText(text);
  const height = Number.parseFloat(style.lineHeight) || ascent + descent;
  const ratio = Math.min(window.devicePixelRatio || 1, 2.5);
  canvas.width = Math.ceil(width * ratio);
  canvas.height = Math.ceil(height * ratio);
  if (!canvas.width || !canvas.height) return [];
  pen.scale(ratio, ratio);
  pen.font = font;
  pen.fillStyle = style.color;
  pen.fillText(text, 0, (height + ascent - descent) / 2);
  const image = document.createElement("img");
  image.src = canvas.toDataURL();
  image.style.cssText = `width: ${width}px; height: ${height}px; vertical-align: top`;
  return [image];
}

/** A picture as a `data:` address, `null` where its host keeps it to itself. */
async function inline(address) {
  if (address.startsWith("data:")) return address;
  try {
    const blob = await (await fetch(address)).blob();
    const reader = new FileReader();
    return await new Promise((resolve, reject) => {
      reader.onload = () => resolve(reader.result);
      reader.onerror = reject;
      reader.readAsDataURL(blob);
    });
  } catch {
    return null;
  }
}
