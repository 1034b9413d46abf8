// A Leaflet layer that paints one canvas over the map's view and a margin around it.

const MARGIN = 0.1;

export const CanvasLayer = L.Layer.extend({
  options: { pane: "overlayPane", className: "" },

  /** Whether there is nothing to paint yet. */
  waiting: true,

  initialize(options) {
    L.setOptions(this, options);
  },

  onAdd(map) {
    this.canvas = L.DomUtil.create("canvas", `im-canvas leaflet-zoom-animated ${this.options.className}`);
    this.canvas.setAttribute("aria-hidden", "true");
    this.getPane().appendChild(this.canvas);
    this.map = map;
    this.repaint();
  },

  onRemove() {
    this.canvas.remove();
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.map = null;
  },

  getEvents() {
    const events = { moveend: this.repaint, resize: this.repaint, zoom: this.follow, move: this.keepCovered };
    if (this._map._zoomAnimated) events.zoomanim = this.animate;
    return events;
  },

  /** Paint at the next frame. */
  later() {
    if (!this.frame && this.map) this.frame = requestAnimationFrame(() => this.repaint());
  },

  repaint() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    if (this.waiting || !this.map?._loaded) return;
    const { map, canvas } = this;
    const size = map.getSize();
    const edge = size.multiplyBy(MARGIN).round();
    const [width, height] = [size.x + 2 * edge.x, size.y + 2 * edge.y];
    const corner = map.containerPointToLayerPoint(edge.multiplyBy(-1));
    const ratio = Math.min(window.devicePixelRatio || 1, 2.5);
    const fresh = canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio);
    if (fresh) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    this.corner = map.layerPointToLatLng(corner);
    this.covered = L.bounds(corner, corner.add([width, height]));
    this.zoom = map.getZoom();
    L.DomUtil.setTransform(canvas, corner, 1);
    const origin = map.getPixelOrigin().add(corner);
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (!fresh) pen.clearRect(0, 0, width, height);
    const scale = 256 * 2 ** this.zoom;
    this.view = { scale, left: origin.x, top: origin.y, width, height, edge, zoom: this.zoom, ratio };
    this.paint(pen, this.view);
  },

  /** Paint on a new canvas: for paper browsers keep all that was drawn, and what was cleared is white there. */
  renew() {
    if (this.canvas) this.canvas.width = 0;
    this.repaint();
  },

  /** While the map is dragged, paint anew when the view leaves what is painted. */
  keepCovered() {
    const { map } = this;
    if (!this.covered || map.getZoom() !== this.zoom) return;
    const corner = map.containerPointToLayerPoint([0, 0]);
    if (!this.covered.contains(L.bounds(corner, corner.add(map.getSize())))) this.later();
  },

  /** Copies of the world that the view shows: how often to add the world's width. */
  copies({ scale, left, width }) {
    const [from, to] = [Math.floor(left / scale), Math.floor((left + width) / scale)];
    return Array.from({ length: to - from + 1 }, (_, i) => from + i);
  },

  animate(event) {
    this.transform(event.center, event.zoom);
  },

  follow() {
    if (this.zoom !== undefined && this.map) this.transform(this.map.getCenter(), this.map.getZoom());
  },

  transform(center, zoom) {
    const scale = this.map.getZoomScale(zoom, this.zoom);
    L.DomUtil.setTransform(this.canvas, this.map._latLngToNewLayerPoint(this.corner, zoom, center), scale);
  },
});
