// What one incident says: type, people, day, place, numbers, the sentence with its words marked, and all reports.

import { icon, make } from "./dom.js";
import { markWords, webAddress } from "./reading.js";
import { countryName, label, LABELS, range, span, WORDS } from "./words.js";

const LONG = 1500;

/** The card of a row. */
export function incidentCard(store, reading, row, colours) {
  const type = store.facets.get("event_type");
  const status = label("status", store.facets.get("status").values[store.facets.get("status").codes[row]]);
  const plain = ["happened", ""].includes(store.facets.get("status").values[store.facets.get("status").codes[row]]);
  const code = type.codes[row];
  return make(
    "article",
    { class: "im-card", "data-row": row },
    make(
      "header",
      { class: "im-card-head" },
      make("span", { class: "im-dot", style: { "--im-colour": colours[store.hue.codes[row]] } }),
      make("h3", {}, code ? type.meta.labels[code] : WORDS.notTold),
      plain ? null : make("span", { class: "im-tag" }, status),
    ),
    people(reading, row),
    circumstances(store, reading, row),
    losses(store, reading, row),
    ...evidence(reading, row),
    grounds(store, reading, row),
  );
}

function people(reading, row) {
  const who = (role) => {
    const text = reading.text(role, row);
    const name = reading.text(`${role}_name`, row);
    if (!text && !name) return null;
    const kind = reading.text(`${role}_type`, row);
    const hint = [kind && (LABELS.actorType[kind] ?? kind), name && text && name !== text ? `“${text}”` : null].filter(Boolean).join(", ");
    const others = reading.text(`associated_${role}s`, row);
    return make("span", {}, make("bdi", { title: hint || null }, name ?? text), others ? ", " : null, others ? make("bdi", {}, others.replaceAll("; ", ", ")) : null);
  };
  const [actor, recipient] = [who("actor"), who("recipient")];
  if (!actor && !recipient) return null;
  const unknown = () => make("span", { class: "im-muted" }, WORDS.notTold);
  const arrow = recipient ? make("span", { class: "im-arrow", "aria-label": WORDS.to }, " → ") : null;
  return make("p", { class: "im-who" }, actor ?? unknown(), arrow, recipient);
}

function circumstances(store, reading, row) {
  const when = store.dated[row] ? span(store.first[row], store.last[row], reading.text("date_precision", row) ?? "day") : WORDS.noDate;
  const line = make("p", { class: "im-where" }, make("time", {}, when));
  const site = store.site[row];
  line.append(" · ");
  if (site >= store.sites.n) {
    const asked = reading.text("place", row);
    line.append(asked ? make("bdi", {}, asked) : WORDS.noPlace);
    if (asked) line.append(make("span", { class: "im-muted" }, ` (${WORDS.unlocated})`));
    return line;
  }
  const { name, precision, country } = store.sites;
  const parts = [name(site), reading.text("admin1", row), country(site) && countryName(country(site))];
  const told = parts.filter((part, i) => part && parts.indexOf(part) === i);
  line.append(make("bdi", {}, told.join(", ")));
  const phrase = reading.text("place_phrase", row);
  const how = phrase ?? LABELS.precisionIs[precision(site)] ?? precision(site);
  if (how && !["city", ""].includes(precision(site))) {
    const radius = store.sites.radius[site] / 10;
    const within = radius >= 1 && precision(site) !== "country" ? `, ± ${Math.round(radius)} km` : "";
    line.append(make("span", { class: "im-how" }, make("bdi", {}, how), within));
  }
  return line;
}

function losses(store, reading, row) {
  const { killed, killedMax, wounded, woundedMax } = store.counts;
  const pill = (low, high, word, kind, said) => {
    if (low[row] === 0 && high[row] === 0) return null;
    return make("li", { class: `im-loss im-${kind}`, title: said }, make("b", {}, range(low[row] - 1, high[row] - 1)), ` ${word}`);
  };
  const pills = [
    pill(killed, killedMax, WORDS.killed, "killed", reading.text("killed_text", row)),
    pill(wounded, woundedMax, WORDS.wounded, "wounded", reading.text("wounded_text", row)),
  ].filter(Boolean);
  return pills.length ? make("ul", { class: "im-losses" }, ...pills) : null;
}

function evidence(reading, row) {
  const told = reading.tellings(row);
  if (!told.length) return [make("p", { class: "im-muted" }, WORDS.noEvidence)];
  const [first, ...others] = told;
  const shown = quote(reading, row, first);
  if (!others.length) return [shown];
  const count = `+ ${others.length} ${others.length === 1 ? WORDS.report : WORDS.reports}`;
  const more = make("details", { class: "im-more" }, make("summary", {}, count));
  more.addEventListener("toggle", () => {
    if (more.open && more.children.length === 1) more.append(...others.map((telling) => quote(reading, row, telling)));
  });
  return [shown, more];
}

function quote(reading, row, telling) {
  const figure = make("figure", { class: "im-quote" });
  if (telling.evidence?.trim()) {
    const words = [
      ["trigger", telling.trigger],
      ["place", reading.text("place", row)],
      ["actor", reading.text("actor", row)],
      ["recipient", reading.text("recipient", row)],
      ["number", reading.text("killed_text", row)],
      ["number", reading.text("wounded_text", row)],
    ];
    const sentence = telling.evidence.length > LONG ? `${telling.evidence.slice(0, LONG)}…` : telling.evidence;
    const parts = markWords(sentence, words).map(([kind, text]) => (kind ? make("mark", { class: `im-mark im-mark-${kind}` }, text) : text));
    figure.append(make("blockquote", { dir: "auto" }, ...parts));
  }
  const caption = source(telling);
  if (caption) figure.append(caption);
  return figure;
}

function source(telling) {
  const title = telling.title?.trim() || null;
  const repeats = title !== null && title === telling.evidence?.trim() && !webAddress(telling.url);
  const from = telling.publisher?.trim() || null;
  const published = /^\d{4}-\d\d-\d\d/.test(telling.published ?? "") ? Date.parse(telling.published.slice(0, 10)) / 86400000 : null;
  const name = (repeats ? from : title) ?? telling.article ?? from;
  if (!name) return null;
  const address = webAddress(telling.url);
  const text = make("bdi", {}, name.slice(0, 300));
  const head = address
    ? make("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow" }, text, icon("link"))
    : text;
  const rest = [from === name ? null : from, Number.isFinite(published) && published !== null ? span(published, published, "day", true) : null].filter(Boolean);
  return make("figcaption", {}, head, ...(rest.length ? [make("span", { class: "im-muted" }, " — ", make("bdi", {}, rest.join(", ")))] : []));
}

function grounds(store, reading, row) {
  const percent = (value) => (value === 255 ? null : `${Math.round(value / 2)} %`);
  const basis = reading.text("place_basis", row);
  const rows = [
    [WORDS.place, [reading.text("place", row) && `“${reading.text("place", row)}”`, basis && (WORDS[`basis_${basis}`] ?? basis), reading.text("place_reason", row)].filter(Boolean).join("; ")],
    [WORDS.trust, percent(store.placeConfidence[row])],
    [WORDS.confidence, percent(store.confidence[row])],
    [WORDS.dates, reading.text("date_text", row) && `“${reading.text("date_text", row)}”`],
    ["ACLED", [reading.text("acled_event_type", row), reading.text("acled_sub_event_type", row)].filter(Boolean).join(" / ")],
    ["PLOVER", [reading.text("plover_event", row), reading.text("plover_mode", row)].filter(Boolean).join(" / ")],
    [WORDS.corrected, reading.text("corrected", row)],
  ].filter(([, value]) => value);
  if (!rows.length) return null;
  const list = make("dl", {}, ...rows.flatMap(([name, value]) => [make("dt", {}, name), make("dd", { dir: "auto" }, value.slice(0, 600))]));
  return make("details", { class: "im-grounds" }, make("summary", {}, WORDS.grounds), list);
}
