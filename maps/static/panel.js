// The panel beside the map: title, what is shown, search, and the filters.

import { icon, make } from "./dom.js";
import { facetSections } from "./facets.js";
import { counted, number, span, WORDS } from "./words.js";

export class Panel {
  constructor(app) {
    this.app = app;
    const { store } = app;
    this.summary = make("p", { class: "im-summary", role: "status" });
    this.reset = make("button", { type: "button", class: "im-link", onclick: () => app.reset() }, WORDS.reset);
    this.sections = facetSections(store, () => app.colours(), () => app.changed());
    this.body = make("div", { class: "im-body" }, ...this.sections.map((section) => section.element));
    const fold = make("button", { type: "button", class: "im-button im-fold", "aria-label": WORDS.panel, "aria-expanded": "true" }, icon("panel"));
    fold.addEventListener("click", () => this.fold(this.element.classList.toggle("im-folded")));
    this.foldButton = fold;
    this.element = make(
      "aside",
      { class: "im-panel", "aria-label": WORDS.panel },
      make("header", { class: "im-head" }, make("div", { class: "im-title" }, make("h1", { dir: "auto" }, app.options.title), fold), this.summary),
      this.body,
    );
    store.on(() => this.update());
    this.update();
  }

  fold(folded) {
    this.foldButton.setAttribute("aria-expanded", String(!folded));
  }

  update() {
    const { store } = this.app;
    const total = counted(store.n, WORDS.incident, WORDS.incidents);
    const shown = store.visible === store.n ? total : `${number(store.visible)} ${WORDS.of} ${total}`;
    const hidden = store.visible - store.located;
    const rest = hidden ? ` · ${number(hidden)} ${WORDS.unlocated}` : "";
    this.summary.replaceChildren(make("b", {}, shown), rest);
    if (store.filtered) this.summary.append(" · ", this.reset);
    for (const section of this.sections) section.update();
  }
}

/** The span of all days told, in words. */
export function spanOf(store) {
  return store.told ? span(store.firstDay, store.lastDay, "day", true) : "";
}
