"""The wheel: exactly our two packages, their data, and the console script."""

import zipfile


def test_the_wheel_holds_exactly_geo_and_maps(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {n.split("/")[0] for n in names if ".dist-info/" not in n} == {"geo", "maps"}
    assert {"geo/py.typed", "maps/py.typed", "geo/ontology.toml"} <= set(names)
    assert not [n for n in names if n.endswith((".pyc", ".orig")) or "node_modules" in n]


def test_the_wheel_brings_the_console_script(wheel):
    archive = zipfile.ZipFile(wheel)
    entry_points = next(n for n in archive.namelist() if n.endswith("entry_points.txt"))
    assert "incident-mapper = maps.cli:main" in archive.read(entry_points).decode()


def test_the_wheel_brings_the_licences_of_what_is_in_it(wheel):
    names = {n.partition(".dist-info/licenses/")[2] for n in zipfile.ZipFile(wheel).namelist()}
    texts = {f"geo/gazetteer/data/{name}.LICENSE.txt" for name in ("airports", "country_names")}
    assert {"LICENSE", "NOTICE", *texts} <= names
