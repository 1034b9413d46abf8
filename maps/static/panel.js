// The panel beside the map: title, what is shown, search, filters and list.

import { icon, make } from "./dom.js";
import { facetSections, section } from "./facets.js";
import { List } from "./list.js";
import { counted, label, number, WORDS } from "./words.js";

const WAIT_MS = 120;

export class Panel {
  constructor(app) {
    this.app = app;
    const { store } = app;
    this.summary = make("p", { class: "im-summary", role: "status" });
    this.reset = make("button", { type: "button", class: "im-link", onclick: () => app.reset() }, WORDS.reset);
    this.held = make("p", { class: "im-held" });
    this.showHeld = make("button", { type: "button", class: "im-link", onclick: () => app.showStatuses() }, WORDS.showThem);
    this.sections = facetSections(store, app);
    this.list = new List(app);
    const none = store.n ? null : make("p", { class: "im-void" }, WORDS.noData);
    this.filters = make("div", { class: "im-filters" }, none, ...this.sections.map((s) => s.element), ...this.moreFilters(), howToRead());
    this.fold = make("button", { type: "button", class: "im-button im-fold", "aria-label": WORDS.panel, "aria-expanded": "true" }, icon("panel"));
    this.fold.addEventListener("click", () => this.setFolded(!this.element.classList.contains("im-folded")));
    const title = make("div", { class: "im-title" }, make("h1", { dir: "auto" }, app.options.title), this.fold);
    this.element = make(
      "aside",
      { class: "im-panel", "aria-label": WORDS.panel },
      make("header", { class: "im-head" }, title, this.summary, this.held),
      make("div", { class: "im-search" }, this.searchBox(), make("div", { class: "im-row-of-tabs" }, this.tabs(), this.tools())),
      make("div", { class: "im-body" }, this.filters, this.list.element),
    );
    this.choose(0);
    store.on(() => this.update());
    this.update();
  }

  tools() {
    const { app } = this;
    const theme = make("button", { type: "button", class: "im-button", "aria-label": WORDS.theme, title: WORDS.theme }, icon("dark"));
    theme.addEventListener("click", () => app.common.setTheme(app.common.dark ? "light" : "dark"));
    app.common.onTheme(() => theme.replaceChildren(icon(app.common.dark ? "light" : "dark")));
    theme.replaceChildren(icon(app.common.dark ? "light" : "dark"));
    const fit = make("button", { type: "button", class: "im-button", "aria-label": WORDS.fit, title: WORDS.fit }, icon("fit"));
    fit.addEventListener("click", () => app.fit(true));
    const give = (kind, label) => make("button", { type: "button", class: "im-item", onclick: () => app.download(kind) }, label);
    const menu = make(
      "details",
      { class: "im-menu" },
      make("summary", { class: "im-button", "aria-label": WORDS.download, title: WORDS.download }, icon("save")),
      make("div", { class: "im-items" }, make("p", {}, WORDS.downloadHint), give("geojson", WORDS.geojson), give("csv", WORDS.csv), give("png", WORDS.png), give("print", WORDS.print)),
    );
    menu.addEventListener("click", (event) => {
      if (event.target.closest(".im-item")) menu.open = false;
    });
    menu.addEventListener("keydown", (event) => {
      if (event.key === "Escape") menu.open = false;
    });
    menu.addEventListener("focusout", (event) => {
      if (!menu.contains(event.relatedTarget)) menu.open = false;
    });
    return make("div", { class: "im-tools" }, fit, theme, menu);
  }

  searchBox() {
    this.words = make("input", { type: "search", class: "im-find", placeholder: WORDS.search, "aria-label": WORDS.search, title: WORDS.searchHint, spellcheck: "false" });
    this.words.addEventListener("focus", () => this.app.reading.load(), { once: true });
    this.words.addEventListener("input", () => {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.app.find(this.words.value), WAIT_MS);
    });
    return this.words;
  }

  tabs() {
    const tab = (name, side) => {
      const element = make("button", { type: "button", class: "im-tab", role: "tab", id: `${this.app.name}-tab-${side}`, onclick: () => this.choose(side) }, name);
      element.addEventListener("keydown", (event) => {
        if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
          this.choose(1 - side);
          this.tab[1 - side].focus();
        }
      });
      return element;
    };
    this.tab = [tab(WORDS.filters, 0), tab(WORDS.list, 1)];
    for (const [side, element] of [this.filters, this.list.element].entries()) {
      element.setAttribute("role", "tabpanel");
      element.setAttribute("aria-labelledby", this.tab[side].id);
    }
    return make("div", { class: "im-tabs", role: "tablist" }, ...this.tab);
  }

  choose(side) {
    this.filters.hidden = side === 1;
    this.list.element.hidden = side === 0;
    for (const [i, tab] of this.tab.entries()) {
      tab.setAttribute("aria-selected", String(i === side));
      tab.tabIndex = i === side ? 0 : -1;
    }
    if (side) this.list.show();
  }

  moreFilters() {
    const { app } = this;
    const { store } = app;
    this.inView = make("input", { type: "checkbox" });
    this.inView.addEventListener("change", () => app.chooseView(this.inView.checked));
    const view = make("label", { class: "im-check" }, this.inView, make("span", {}, WORDS.inView));
    if (!store.confidence.some((value) => value !== 255)) return [make("div", { class: "im-section" }, view)];
    this.trust = make("input", { type: "range", min: "0", max: "1", step: "0.05", "aria-label": WORDS.confidence });
    this.trustText = make("output", { class: "im-count" });
    this.trust.addEventListener("input", () => {
      store.chooseTrust(Number(this.trust.value));
      app.changed(true);
    });
    this.trust.addEventListener("change", () => app.changed());
    const slider = make("label", { class: "im-slide" }, make("span", {}, `${WORDS.confidence} ≥`), this.trust, this.trustText);
    return [section(WORDS.moreFilters, true, slider, view)];
  }

  /** Say what the choice of statuses leaves out, and how to see it. */
  tellHeld() {
    const held = this.app.store.heldBack();
    this.held.hidden = held.length === 0;
    if (!held.length) return;
    const { values } = this.app.store.facets.get("status");
    const sum = held.reduce((so, [, count]) => so + count, 0);
    const kinds = held.map(([code, count]) => `${number(count)}\u00a0${label("status", values[code]).toLowerCase()}`);
    const last = kinds.pop();
    const text = kinds.length ? `${number(sum)} ${WORDS.moreHeld}: ${kinds.join(", ")}, ` : `${WORDS.notShown}: `;
    this.held.replaceChildren(text, make("span", { class: "im-together" }, last, make("span", { class: "im-between" }, " · "), this.showHeld));
  }

  setFolded(folded) {
    this.element.classList.toggle("im-folded", folded);
    this.fold.setAttribute("aria-expanded", String(!folded));
    this.list.draw();
  }

  update() {
    const { store } = this.app;
    const total = counted(store.n, WORDS.incident, WORDS.incidents);
    const shown = store.visible === store.n ? total : `${number(store.visible)} ${WORDS.of} ${total}`;
    const hidden = store.visible - store.located;
    this.summary.replaceChildren(make("b", {}, shown), hidden ? ` · ${number(hidden)} ${WORDS.unlocated}` : "");
    if (store.filtered) this.summary.append(" · ", this.reset);
    this.tellHeld();
    for (const one of this.sections) one.update();
    this.tab[1].textContent = `${WORDS.list} (${number(store.visible)})`;
    this.inView.checked = Boolean(store.filters.view);
    if (this.trust) {
      this.trust.value = String(store.filters.trust);
      this.trustText.textContent = store.filters.trust ? `${Math.round(store.filters.trust * 100)} %` : WORDS.all;
    }
    if (document.activeElement !== this.words) this.words.value = store.filters.words;
  }
}

/** The legend of signs. */
function howToRead() {
  const row = (kind, words) => make("li", { class: "im-row im-sign" }, make("span", { class: `im-swatch im-swatch-${kind}`, "aria-hidden": "true" }), make("span", {}, words));
  const rows = [
    row("count", WORDS.legendCount),
    row("filled", WORDS.legendHappened),
    row("hollow", WORDS.legendAlleged),
    row("dashed", WORDS.legendPlanned),
    row("near", WORDS.legendNear),
    row("area", WORDS.legendArea),
  ];
  return section(WORDS.legend, false, make("ul", { class: "im-rows" }, ...rows));
}
