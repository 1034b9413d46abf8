"""The image of the map holds what the map shows: tiles where their host allows it, and layers of the user's own."""

import json
import struct
import zlib

import folium
import geopandas as gpd
import pytest
import samples
import shapely

import maps

PIXEL = """const blob = await layer.picture();
    const image = await createImageBitmap(blob);
    const pen = new OffscreenCanvas(image.width, image.height).getContext('2d');
    pen.drawImage(image, 0, 0);
    const { x, y } = map.latLngToContainerPoint(argument);
    return [...pen.getImageData(Math.round(x), Math.round(y), 1, 1).data].slice(0, 3);"""
WORDS = """const written = [];
    const fill = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) { written.push(text); return fill.call(this, text, ...rest); };
    await layer.picture();
    CanvasRenderingContext2D.prototype.fillText = fill;
    return written;"""
RED = (200, 30, 30)


def tile():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes(RED) * 256) * 256
    head = struct.pack(">IIBBBBB", 256, 256, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("allowed", [True, False])
def test_tiles_are_in_the_image_where_their_host_allows_it(open_map, allowed):
    headers = {"access-control-allow-origin": "*" if allowed else "https://example.org"}
    opened = open_map(
        samples.libya(30),
        tiles="OpenStreetMap.Mapnik",
        basemap=None,
        routes={
            "**/*.tile.openstreetmap.org/**": (tile(), headers),
            "**/tile.openstreetmap.org/**": (tile(), headers),
        },
    )
    opened.page.wait_for_function("() => document.querySelectorAll('.leaflet-tile-loaded').length > 8")
    opened.page.wait_for_timeout(400)
    sea = opened.evaluate(PIXEL, [34.5, 18.5])
    assert (tuple(sea) == RED) is allowed
    left_out = any("without pictures" in text for text in opened.evaluate(WORDS))
    assert left_out is not allowed
    opened.forget()


def test_layers_of_the_user_s_own_are_in_the_image(open_map, npm):
    map_ = maps.draw(samples.libya(20), statuses=None)
    area = json.loads(gpd.GeoSeries([shapely.box(10, 25, 14, 28)]).to_json())
    style = {"fillColor": "#0a640a", "fillOpacity": 1, "weight": 0}
    folium.GeoJson(area, name="Mine", style_function=lambda _: style).add_to(map_)
    folium.Marker([31, 15]).add_to(map_)
    opened = open_map(map_, cdn=npm)
    assert opened.evaluate(PIXEL, [26.0, 10.5]) == [10, 100, 10]
    blue = opened.evaluate(PIXEL.replace("Math.round(y)", "Math.round(y) - 8"), [31, 15])
    assert blue[2] > blue[0] + 40


def test_markers_that_are_pieces_of_the_page_are_in_the_image(open_map, npm):
    map_ = maps.draw(samples.libya(20), statuses=None)
    box = '<div style="background: rgb(200, 0, 200); width: 60px; height: 30px; opacity: 1">Office</div>'
    folium.Marker([29.5, 20.5], icon=folium.DivIcon(html=box)).add_to(map_)
    away = '<img src="https://pictures.example.org/a.png" width="20" height="20">'
    folium.Marker([26, 20], icon=folium.DivIcon(html=away)).add_to(map_)
    opened = open_map(
        map_,
        cdn=npm,
        routes={"**/pictures.example.org/**": (b"", {"access-control-allow-origin": "https://example.org"})},
    )
    inside = PIXEL.replace("Math.round(x)", "Math.round(x) + 45").replace(
        "Math.round(y)", "Math.round(y) + 16"
    )
    assert opened.evaluate(inside, [29.5, 20.5]) == [200, 0, 200]
    assert any("without pictures" in text for text in opened.evaluate(WORDS))
    opened.evaluate(
        "map.eachLayer((one) => one.options?.icon && /<img/.test(one.options.icon.options.html) && one.remove())"
    )
    assert not any("without pictures" in text for text in opened.evaluate(WORDS))
    opened.forget()


def test_signs_that_a_style_puts_into_a_marker_are_in_the_image(open_map, npm):
    map_ = maps.draw(samples.libya(20), statuses=None)
    style = "<style>.sign::before { content: '\\25A0'; color: rgb(200, 0, 200); font: 60px/60px sans-serif }</style>"
    map_.get_root().header.add_child(folium.Element(style))
    folium.Marker([29.5, 20.5], icon=folium.DivIcon(html='<i class="sign"></i>')).add_to(map_)
    opened = open_map(map_, cdn=npm)
    sign = opened.evaluate(
        "const box = document.querySelector('.sign').getBoundingClientRect();"
        "const frame = map.getContainer().getBoundingClientRect();"
        "const at = map.containerPointToLatLng([box.x + box.width / 2 - frame.x, box.y + box.height / 2 - frame.y]);"
        "return [at.lat, at.lng];"
    )
    assert opened.evaluate(PIXEL, sign) == [200, 0, 200]
