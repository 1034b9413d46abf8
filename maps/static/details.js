// The incidents of a place, opened: a popup at the place, or a sheet where there is no room or no place.

import { incidentCard } from "./card.js";
import { icon, make } from "./dom.js";
import { counted, WORDS } from "./words.js";

const AT_ONCE = 20;
const LEAST_ABOVE = 12;

export class Details {
  constructor(app) {
    this.app = app;
    this.sheet = make("section", { class: "im-sheet", hidden: true, "aria-label": WORDS.incidentsHere });
    this.sheet.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    app.map.on("popupclose", (event) => event.popup === this.popup && this.closed());
  }

  /** Open rows; `at` is where, or nothing; `from` gets the focus back in the end. */
  async open(rows, title, at, from) {
    await this.app.reading.load();
    this.close();
    this.from = from;
    const content = this.content(rows, title);
    if (at && !this.app.narrow) this.openPopup(content, at);
    else {
      this.sheet.replaceChildren(content);
      const close = make("button", { type: "button", class: "im-button im-close", "aria-label": WORDS.close }, icon("close"));
      close.addEventListener("click", () => this.close());
      this.sheet.append(close);
      this.sheet.hidden = false;
    }
    content.querySelector("h2").focus({ preventScroll: true });
  }

  openPopup(content, at) {
    const margins = this.app.margins();
    this.popup = L.popup({
      className: "im-popup",
      maxWidth: 380,
      minWidth: 320,
      closeButton: true,
      autoPanPaddingTopLeft: margins.paddingTopLeft.map((value) => value - 20),
      autoPanPaddingBottomRight: [60, 40],
      offset: [0, 2],
    })
      .setLatLng(at)
      .setContent(content)
      .openOn(this.app.map);
    const button = this.popup.getElement().querySelector(".leaflet-popup-close-button");
    button?.setAttribute("aria-label", WORDS.close);
    L.DomEvent.disableClickPropagation(this.popup.getElement());
    this.popup.getElement().addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  content(rows, title) {
    const { store, reading } = this.app;
    const list = make("div", { class: "im-cards", tabindex: "0", role: "group", "aria-label": WORDS.incidentsHere });
    const more = make("button", { type: "button", class: "im-link im-more-cards" });
    let shown = 0;
    const grow = () => {
      const next = rows.slice(shown, shown + AT_ONCE);
      list.append(...next.map((row) => incidentCard(store, reading, row, this.app.colours())));
      shown += next.length;
      more.hidden = shown >= rows.length;
      more.textContent = `${WORDS.more} (${rows.length - shown})`;
    };
    more.addEventListener("click", grow);
    grow();
    // What unfolds makes a popup grow; it must stay in the view.
    list.addEventListener("toggle", () => this.keepInView(), true);
    const count = rows.length > 1 ? make("p", {}, counted(rows.length, WORDS.incident, WORDS.incidents)) : null;
    const head = make("header", { class: "im-popup-head" }, make("h2", { tabindex: "-1" }, make("bdi", {}, title)), count);
    return make("div", { class: "im-popup-content" }, head, list, more);
  }

  keepInView() {
    if (!this.popup) return;
    const { map } = this.app;
    const above = map.getContainer().getBoundingClientRect().top + LEAST_ABOVE - this.popup.getElement().getBoundingClientRect().top;
    if (above > 0) map.panBy([0, -above]);
  }

  close() {
    if (this.popup) this.app.map.closePopup(this.popup);
    if (!this.sheet.hidden) {
      this.sheet.hidden = true;
      this.sheet.replaceChildren();
      this.closed();
    }
  }

  closed() {
    this.popup = null;
    const { from } = this;
    this.from = null;
    this.app.light(null);
    if (from?.isConnected) from.focus({ preventScroll: true });
  }
}
