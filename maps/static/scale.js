// The legend of countries shaded by count: a scale from one incident to the most, by logarithms as the shades are.

import { make } from "./dom.js";
import { number, WORDS } from "./words.js";

const LIGHTEST = 0.1;
const RANGE = 0.6;
const ROOM = 0.16;
const ROOM_BEFORE_LAST = 0.26;

/** How opaque the shade of a count is. */
export const shadeOf = (count, most) => LIGHTEST + RANGE * (Math.log1p(count) / Math.log1p(most));

/** What the scale is labelled with: [count, place from 0 to 1], one, powers of ten where there is room, and the most. */
export function scaleTicks(most) {
  if (most <= 1) return [[1, 0]];
  const [low, high] = [Math.log1p(1), Math.log1p(most)];
  const ticks = [[1, 0]];
  for (let count = 10; count < most; count *= 10) {
    const place = (Math.log1p(count) - low) / (high - low);
    if (place - ticks.at(-1)[1] > ROOM && place < 1 - ROOM_BEFORE_LAST) ticks.push([count, place]);
  }
  return [...ticks, [most, 1]];
}

export class Scale {
  constructor() {
    this.bar = make("div", { class: "im-scale-bar" });
    this.ticks = make("div", { class: "im-scale-ticks" });
    this.element = make("div", { class: "im-scale", role: "img", hidden: true }, make("p", {}, WORDS.byCountry), this.bar, this.ticks);
  }

  /** Show the scale up to the most incidents that a country has. */
  update(most) {
    this.element.hidden = most === 0;
    if (most === 0 || most === this.most) return;
    this.most = most;
    this.bar.style.setProperty("--im-from", `${100 * shadeOf(1, most)}%`);
    this.bar.style.setProperty("--im-to", `${100 * shadeOf(most, most)}%`);
    const ticks = scaleTicks(most);
    this.ticks.replaceChildren(...ticks.map(([count, place]) => make("span", { style: { left: `${100 * place}%` } }, number(count))));
    this.element.setAttribute("aria-label", `${WORDS.byCountry}: ${WORDS.palest} 1, ${WORDS.darkest} ${number(most)}`);
  }
}
