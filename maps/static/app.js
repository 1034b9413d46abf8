// What the page's script calls: each function gives a Leaflet layer.

import { IncidentLayer } from "./incidents.js";
import { readLines } from "./lines.js";
import { AreaLayer, CountryLayer, HeatLayer } from "./overlays.js";
import { inflate, unpack } from "./pack.js";
import { inkOf, keepWorld, loadWorld, shared, take } from "./shared.js";
import { OutlineLayer, WorldLayer } from "./world.js";

/** The vector basemap. */
export function world(name) {
  keepWorld(take(name, "world"));
  const layer = new WorldLayer({ ink: inkOf });
  layer.once("add", () => {
    const common = shared(layer.map);
    common.world = layer;
    common.onTheme(() => layer.later());
    // A layer of incidents comes after this one, in the same script, and then says when the view is chosen.
    Promise.resolve().then(() => common.opened).then(loadWorld).then((read) => layer.setWorld(read));
  });
  return layer;
}

/** Lines of the user's own. */
export function outlines(name) {
  const layer = new OutlineLayer({ ink: inkOf });
  const packed = take(name, "lines");
  layer.once("add", async () => {
    shared(layer.map).onTheme(() => layer.later());
    const { meta, arrays } = unpack(await inflate(packed));
    layer.setLines(readLines(arrays, meta.quantum));
  });
  return layer;
}

/** The incidents. */
export function incidents(name) {
  return new IncidentLayer(name);
}

/** Where incidents crowd. */
export function heat(of) {
  return derived(new HeatLayer(), of);
}

/** The areas in which they may lie. */
export function areas(of) {
  return derived(new AreaLayer(), of);
}

/** Countries by the number of their incidents. */
export function countries(of) {
  return derived(new CountryLayer(), of);
}

function derived(layer, of) {
  layer.once("add", async () => {
    const common = shared(layer.map);
    common.onTheme(() => layer.later());
    layer.watch(await of.loaded, (name) => common.ink(name));
    layer.setWorld(await loadWorld());
  });
  return layer;
}
