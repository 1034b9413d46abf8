// The modules that need no page, by node's own test runner.

import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { test } from "node:test";
import { readFilters, readPlace, writeFilters } from "../../../maps/static/address.js";
import { cluster } from "../../../maps/static/clusters.js";
import { csvField } from "../../../maps/static/download.js";
import { boxAround, kilometres, toX, toY } from "../../../maps/static/mercator.js";
import { fromBase64, inflate, unpack } from "../../../maps/static/pack.js";
import { markWords, webAddress } from "../../../maps/static/reading.js";
import { scaleTicks, shadeOf } from "../../../maps/static/scale.js";
import { fold, termsOf } from "../../../maps/static/search.js";
import { Store } from "../../../maps/static/store.js";
import { binsAround, binsOf, ticksOf } from "../../../maps/static/timeline.js";
import { day, range, span } from "../../../maps/static/words.js";

/** A pack, written as `maps/pack.py` does. */
function pack(meta, arrays, texts = {}) {
  const head = { meta, arrays: {}, texts: {} };
  const parts = [];
  const add = (name, values) => {
    const planes = Buffer.alloc(values.length * 4);
    values.forEach((value, i) => {
      for (let plane = 0; plane < 4; plane++) planes[plane * values.length + i] = (value >> (8 * plane)) & 255;
    });
    head.arrays[name] = ["i4", values.length, 0];
    parts.push(planes);
  };
  for (const [name, values] of Object.entries(arrays)) add(name, values);
  for (const [name, values] of Object.entries(texts)) {
    head.texts[name] = [values.length, values.join("").length];
    add(`${name}.length`, values.map((value) => value.length));
  }
  const header = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  return new Uint8Array(Buffer.concat([length, header, ...parts, Buffer.from(Object.values(texts).flat().join(""))]));
}

const DAY0 = 18000;

function store({ status = [1, 1, 1, 1], names = ["happened", "planned", "denied"], statuses = null } = {}) {
  const facets = ["event_type", "status", "precision", "country", "actor", "source"].map((key) => ({ key }));
  facets.splice(5, 0, { key: "recipient", with: "actor" });
  facets.splice(6, 0, { key: "associate", also: "actor" });
  facets[0] = { key: "event_type", light: [], dark: [] };
  const n = 4;
  return new Store(
    pack(
      { count: n, hue: "event_type", quantum: 500, spans: true, facets },
      {
        site: [0, 0, 1, 2], "site.longitude": [1e5, 2e5], "site.latitude": [0, 1e5], "site.radius": [0, 300],
        "site.outline": [0, 2], "outline.rings": [1, 1], "outline.lengths": [3, 4], "outline.x": [0, 1, 1, 500, 1000, 1000, 500], "outline.y": [0, 0, 1, 0, 0, 500, 0],
        "site.precision": [1, 2], "site.name": [1, 2], "site.country": [1, 1], first: [DAY0, DAY0 + 1, DAY0 + 9, DAY0 + 9],
        dated: [1, 1, 1, 0], days: [0, 5, 0, 0], killed: [0, 1, 3, 0], killed_max: [0, 1, 5, 0], wounded: [0, 0, 0, 0],
        wounded_max: [0, 0, 0, 0], confidence: [200, 100, 255, 50], place_confidence: [255, 255, 255, 255], reports: [1, 1, 1, 1],
        "facet.event_type": [1, 2, 1, 2], "facet.status": status, "facet.precision": [1, 1, 2, 0], "facet.country": [1, 1, 1, 0],
        "facet.actor": [1, 2, 0, 0], "facet.recipient": [2, 0, 0, 1], "facet.associate": [2, 3], "facet.associate.rows": [1, 3], "facet.source": [1, 2, 1, 2, 0], "facet.source.counts": [2, 1, 1, 1],
      },
      {
        "site.precision": ["", "city", "near"], "site.name": ["", "A", "B"], "site.country": ["", "LY"],
        "facet.event_type": ["", "protest", "riot"], "facet.status": ["", ...names.slice(0, Math.max(...status))], "facet.precision": ["", "city", "near"],
        "facet.country": ["", "LY"], "facet.actor": ["", "a, b&c=d", "x", "y"], "facet.recipient": [], "facet.associate": [], "facet.source": ["", "S", "T"],
      },
    ),
    statuses,
  );
}

test("a pack comes back: arrays, differences, texts with signs beyond 16 bits", async () => {
  const packed = pack({ a: 1 }, { x: [1, -2, 70000] }, { t: ["a", "💥é", ""] });
  const { meta, arrays, texts } = unpack(await inflate(gzipSync(packed).toString("base64").match(/.{1,8}/g)));
  assert.deepEqual(meta, { a: 1 });
  assert.deepEqual([...arrays.x], [1, -2, 70000]);
  assert.deepEqual(texts.t.toArray(), ["a", "💥é", ""]);
  assert.deepEqual([...fromBase64("AQID")], [1, 2, 3]);
});

test("the period is that of the chosen statuses, of all where none of these has a day", () => {
  const days = (...of) => of.map((day) => DAY0 + day);
  assert.deepEqual(store().period(), days(0, 9));
  const s = store({ status: [2, 1, 2, 1], statuses: ["happened"] });
  assert.deepEqual(s.period(), days(1, 6));
  s.choose("status", [2]);
  assert.deepEqual(s.period(), days(0, 9));
  s.choose("status", []);
  assert.deepEqual(s.period(), days(0, 9));
});

test("counts of a facet leave its own choice out, and keep all others", () => {
  const s = store();
  assert.equal(s.visible, 4);
  assert.deepEqual([...s.facets.get("event_type").live], [0, 2, 2]);
  s.choose("event_type", [1]);
  s.apply();
  assert.equal(s.visible, 2);
  assert.deepEqual([...s.facets.get("event_type").live], [0, 2, 2]);
  assert.deepEqual([...s.facets.get("source").live], [0, 1, 2]);
  assert.deepEqual([...s.weights], [1, 1]);
});

const FIRST = ["happened", "alleged"];
const passing = (s) => [...s.fail].map((f) => f === 0);

test("what has another status waits, counted, until it is asked for", () => {
  const s = store({ status: [1, 2, 0, 3], statuses: FIRST });
  assert.deepEqual(passing(s), [true, false, true, false], "what has no status is shown");
  assert.equal(s.visible, 2);
  assert.equal(s.filtered, false);
  assert.deepEqual(s.heldBack(), [[2, 1], [3, 1]]);
  assert.deepEqual([...s.facets.get("event_type").live], [0, 2, 0]);
  s.choose("event_type", [2]);
  s.apply();
  assert.deepEqual(s.heldBack(), [[2, 1], [3, 1]]);
  s.choose("source", [1]);
  s.apply();
  assert.deepEqual(s.heldBack(), [[2, 1]]);
});

test("where nothing has a status that is shown at first, all is shown", () => {
  for (const [status, names, statuses] of [[[1, 1, 2, 2], ["planned", "denied"], FIRST], [[1, 1, 1, 1], ["happened"], FIRST], [[1, 2, 0, 0], ["happened", "planned"], null]]) {
    const s = store({ status, names, statuses });
    assert.equal(s.visible, 4);
    assert.deepEqual(s.heldBack(), []);
  }
});

test("the address tells all statuses from those shown at first, and brings back either", () => {
  const s = store({ status: [1, 2, 1, 3], statuses: FIRST });
  const states = { "": null, "all=status": null, "status=planned": [2], "not-status=denied": [1, 2], "not-status=happened,planned,denied": [] };
  assert.equal(writeFilters(s), "");
  for (const [text, codes] of Object.entries(states)) {
    readFilters(s, text);
    s.apply();
    assert.deepEqual(s.facets.get("status").chosen && [...s.facets.get("status").chosen], text === "" ? [1] : codes);
    assert.equal(writeFilters(s), text);
    assert.equal(s.filtered, text !== "");
  }
  readFilters(s, "#map=1/2/3");
  s.apply();
  assert.equal(s.visible, 2);
});

test("a region has its outline", () => {
  const { outline } = store().sites;
  assert.equal(outline(0), null);
  const [ring] = outline(1).rings;
  assert.deepEqual(ring.box.map((part) => Math.round(part * 360 * 100) / 100), [181, 179, 182, 180]);
});

test("an actor is chosen on either side, nobody only where nobody is told", () => {
  const s = store();
  s.choose("actor", [2]);
  s.apply();
  assert.deepEqual([...s.fail].map((f) => f === 0), [true, true, false, false]);
  s.choose("actor", [0]);
  s.apply();
  assert.deepEqual([...s.fail].map((f) => f === 0), [false, false, true, false]);
});

test("an actor is found that acted beside another one, and counted once an incident", () => {
  const s = store();
  assert.deepEqual([...s.facets.get("actor").live], [1, 2, 2, 1]);
  s.choose("actor", [3]);
  s.apply();
  assert.deepEqual([...s.fail].map((f) => f === 0), [false, false, false, true]);
});

test("a period takes what overlaps it, and nothing without a day", () => {
  const s = store();
  s.chooseDates([DAY0 + 4, DAY0 + 9]);
  s.apply();
  assert.deepEqual([...s.fail].map((f) => f === 0), [false, true, true, false]);
});

test("confidence that is not told never fails", () => {
  const s = store();
  s.chooseTrust(0.9);
  s.apply();
  assert.deepEqual([...s.fail].map((f) => f === 0), [true, false, true, false]);
});

test("the address brings every filter back, whatever its values hold", () => {
  const s = store();
  s.choose("actor", [1]);
  s.choose("event_type", [2]);
  s.chooseDates([DAY0, DAY0 + 1]);
  s.chooseTrust(0.25);
  s.apply();
  const text = writeFilters(s);
  const again = store();
  readFilters(again, `#map=1/2/3&${text}`);
  again.apply();
  assert.equal(writeFilters(again), text);
  assert.deepEqual([...again.fail], [...s.fail]);
});

test("an address of nonsense is no filter", () => {
  const s = store();
  assert.deepEqual(readFilters(s, "#time=x..y&trust=-1&find=%E0%A4%A&=&view"), { words: "", view: false });
  s.apply();
  assert.equal(s.visible, 4);
  assert.equal(readPlace("#map=1/95/0"), null);
  assert.equal(readPlace("#map=1/x/0"), null);
  assert.deepEqual(readPlace("#map=4/10.5/-20"), { zoom: 4, latitude: 10.5, longitude: -20 });
});

test("near places join the heaviest one, and part at a larger scale", () => {
  const [x, y, weights] = [[0.5, 0.501, 0.9], [0.5, 0.5, 0.5], [1, 5, 2]];
  const near = cluster(x, y, weights, [0, 1, 2], 1000, 34);
  assert.deepEqual([...near.centres], [1, 2]);
  assert.deepEqual([...near.totals], [6, 2]);
  const apart = [1e6, 1e9].map((scale) => [...cluster(x, y, weights, [0, 1, 2], scale, 34).totals.toSorted()]);
  assert.deepEqual(apart, [[1, 2, 5], [1, 2, 5]], "by cells that lie close, and by cells that lie far apart");
  assert.deepEqual([...cluster(x, y, [0, 0, 0], [0, 1, 2], 1000, 34).centres], []);
});

test("the box goes across the antimeridian where that is shorter", () => {
  assert.deepEqual(boxAround([179, -179, 0], [1, 2, 3], [1, 1, 0]), [179, 1, 181, 2]);
  assert.deepEqual(boxAround([-10, 10], [1, 2], [1, 1]), [-10, 1, 10, 2]);
  assert.deepEqual(boxAround([-100, 20, 160], [1, 2, 3], [1, 1, 1]), [160, 1, 380, 3]);
  assert.equal(boxAround([1], [1], [0]), null);
  assert.equal(toX(0), 0.5);
  assert.ok(Math.abs(toY(0) - 0.5) < 1e-12);
  assert.ok(Math.abs(kilometres(40075.017, 0) - 1) < 1e-9);
});

test("words are marked where they stand by themselves, once, and never twice over", () => {
  const parts = markWords("A strike hit Al Khums; strikers of Khums left.", [["place", "Khums"], ["actor", "Al Khums"], ["trigger", "strike"]]);
  assert.deepEqual(parts.filter(([kind]) => kind), [["trigger", "strike"], ["place", "Khums"]]);
  assert.equal(parts.map(([, text]) => text).join(""), "A strike hit Al Khums; strikers of Khums left.");
  assert.deepEqual(markWords("", [["a", "x"]]), []);
});

test("only http and https are addresses", () => {
  for (const bad of ["javascript:1", "data:text/html,1", "//x.org", "ftp://x.org", " https://x.org", "https://", null, ""]) assert.equal(webAddress(bad), null);
  assert.equal(webAddress("https://x.org/a b"), "https://x.org/a%20b");
});

test("no field of CSV is a formula", () => {
  for (const text of ["=1", "+1", "-1", "@x", "\t=1", " =1"]) assert.match(csvField(text), /^"?'/);
  assert.equal(csvField(-1), "-1");
  assert.equal(csvField('a"b\n'), '"a""b\n"');
  assert.equal(csvField(null), "");
});

test("search knows no case and no accents, and keeps phrases together", () => {
  assert.equal(fold("Ḥamāh É"), "hamah e");
  assert.deepEqual(termsOf('Power "Al Khums" é'), ["power", "al khums", "e"]);
  assert.deepEqual(termsOf("  "), []);
});

test("bins cover every span with at most 220 of one unit", () => {
  for (const [first, last] of [[0, 0], [DAY0, DAY0 + 100], [DAY0, DAY0 + 640], [DAY0, DAY0 + 3000], [-25567, 47846], [-700000, 100000]]) {
    const { edges } = binsOf(first, last);
    assert.ok(edges[0] <= first && edges[edges.length - 1] > last, `${first} ${last}`);
    assert.ok(edges.length <= 250);
    assert.ok(edges.every((edge, i) => i === 0 || edge > edges[i - 1]));
    assert.ok(ticksOf(edges[0], edges[edges.length - 1], 8).length >= 1);
  }
});

test("a few days far off share a bin at their end", () => {
  const { edges, early, late } = binsAround(DAY0 - 20000, DAY0 + 5000, [DAY0, DAY0 + 300]);
  assert.ok(early && late);
  assert.deepEqual([edges[0], edges.at(-1)], [DAY0 - 20000, DAY0 + 5001]);
  assert.ok(edges[1] <= DAY0 && edges.at(-2) > DAY0 + 300);
  assert.ok(edges.every((edge, i) => i === 0 || edge > edges[i - 1]));
});

test("a scale is labelled with one, the most, and powers of ten between where there is room", () => {
  const labelled = (most) => scaleTicks(most).map(([count]) => count);
  assert.deepEqual(labelled(1), [1]);
  assert.deepEqual(labelled(12), [1, 12]);
  assert.deepEqual(labelled(4000), [1, 10, 100, 4000]);
  assert.ok(scaleTicks(4000).every(([count, place]) => Math.abs(shadeOf(count, 4000) - (shadeOf(1, 4000) + place * (0.7 - shadeOf(1, 4000)))) < 1e-9));
});

test("days read well", () => {
  assert.equal(day(18000), "14 April 2019");
  assert.equal(span(18000, 18003, "day", true), "14–17 Apr 2019");
  assert.equal(span(18000, 18030, "day", true), "14 Apr – 14 May 2019");
  assert.equal(span(18000, 18000, "week"), "week of 14 April 2019");
  assert.equal(span(18000, 18400, "day", true), "14 Apr 2019 – 18 May 2020");
  assert.equal(span(18000, 18028, "month"), "April 2019 – May 2019");
  assert.equal(day(18000, "year"), "2019");
  assert.equal(range(3, 5), "3–5");
  assert.equal(range(3, 3), "3");
  assert.equal(range(100, -1), "100+");
  assert.equal(range(-1, 4), "up to 4");
});
