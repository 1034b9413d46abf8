// Printing: the map as a sheet of a size that paper has, light and with its legend, whatever the window is like.

const WIDTH = 960;
const HEIGHT = 660;

/** Lay the map of an app out for paper before it is printed, and as it was afterwards. */
export function layOutForPrint(app) {
  const { common } = app;
  let back = null;
  window.addEventListener("beforeprint", () => {
    if (common.printing) return;
    common.printing = true;
    back = layOut(app);
  });
  window.addEventListener("afterprint", () => {
    back?.();
    common.printing &&= !back;
    back = null;
  });
}

/** Change the map; return what changes it back. */
function layOut(app) {
  const { map, common, panel } = app;
  const container = map.getContainer();
  const { theme } = common;
  const [center, zoom, seen] = [map.getCenter(), map.getZoom(), app.seen()];
  const folded = panel.element.classList.contains("im-folded");
  const { width, height } = container.style;
  const turn = (to, isFolded, wide, tall) => {
    common.setTheme(to);
    Object.assign(container.style, { width: wide, height: tall });
    panel.setFolded(isFolded);
    app.resize();
    map.invalidateSize({ pan: false, animate: false });
  };
  turn("light", false, `${WIDTH}px`, `${HEIGHT}px`);
  map.fitBounds(seen, { ...app.margins(), animate: false });
  map.eachLayer((layer) => layer.renew?.());
  app.timeline?.update();
  return () => {
    turn(theme, folded, width, height);
    map.setView(center, zoom, { animate: false });
    app.timeline?.update();
  };
}
