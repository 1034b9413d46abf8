"""Synthetic incidents: some to look at (Libya, 2019-2020), and any number to measure with.

Nothing here happened: sentences are put together from parts, places are real.
"""

import json

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.features import SCHEMA
from geo.ontology import event_types

PLACES = [  # name, longitude, latitude, country, admin1, precision, radius in km, weight
    ("Tripoli", 13.1875, 32.8752, "LY", "Tripoli", "city", 8, 30),
    ("Tajoura", 13.35, 32.88, "LY", "Tripoli", "city", 4, 8),
    ("Ain Zara", 13.28, 32.82, "LY", "Tripoli", "city", 4, 9),
    ("Qasr bin Ghashir", 13.18, 32.68, "LY", "Tripoli", "city", 4, 7),
    ("Mitiga", 13.276, 32.894, "LY", "Tripoli", "site", 2, 7),
    ("Gharyan", 13.02, 32.17, "LY", "Jabal al Gharbi", "city", 6, 9),
    ("Tarhuna", 13.63, 32.43, "LY", "Al Murqub", "city", 6, 8),
    ("Misrata", 15.09, 32.38, "LY", "Misrata", "city", 8, 12),
    ("Sirte", 16.59, 31.21, "LY", "Surt", "city", 7, 12),
    ("Sirte", 16.59, 30.94, "LY", "Surt", "near", 30, 3),
    ("Al Jufra", 15.9, 29.1, "LY", "Al Jufrah", "site", 5, 6),
    ("Benghazi", 20.07, 32.12, "LY", "Banghazi", "city", 9, 14),
    ("Derna", 22.64, 32.76, "LY", "Darnah", "city", 5, 5),
    ("Tobruk", 23.96, 32.08, "LY", "Al Butnan", "city", 6, 4),
    ("Sabha", 14.43, 27.04, "LY", "Sabha", "city", 6, 7),
    ("Murzuq", 13.92, 25.92, "LY", "Murzuq", "city", 5, 6),
    ("Kufra", 23.31, 24.18, "LY", "Al Kufrah", "near", 60, 3),
    ("Al Khums", 14.26, 32.65, "LY", "Al Murqub", "city", 5, 4),
    ("Zawiya", 12.73, 32.75, "LY", "Az Zawiyah", "city", 5, 6),
    ("Zuwara", 12.08, 32.93, "LY", "An Nuqat al Khams", "city", 4, 4),
    ("Ghat", 10.17, 24.96, "LY", "Ghat", "city", 4, 2),
    ("Brega", 19.58, 30.41, "LY", "Al Wahat", "city", 5, 4),
    ("Ras Lanuf", 18.57, 30.5, "LY", "Al Wahat", "city", 5, 4),
    ("Libya", 17.0, 27.0, "LY", None, "country", 900, 14),
    ("Fezzan", 14.5, 26.6, "LY", None, "region", 350, 5),
    ("Cyrenaica", 22.3, 28.6, "LY", None, "region", 350, 4),
    ("Gulf of Sidra", 18.2, 31.5, None, None, "waters", 120, 3),
    ("Tunis", 10.17, 36.82, "TN", "Tunis", "city", 9, 4),
    ("Ben Gardane", 11.22, 33.14, "TN", "Medenine", "near", 25, 2),
    ("Cairo", 31.25, 30.06, "EG", "Cairo", "city", 15, 5),
    ("Sallum", 25.15, 31.55, "EG", "Matruh", "border", 40, 2),
    ("Algiers", 3.04, 36.75, "DZ", "Algiers", "city", 12, 2),
    ("Egypt", 30.0, 27.0, "EG", None, "country", 500, 3),
    ("Valletta", 14.51, 35.9, "MT", None, "city", 4, 2),
    ("N'Djamena", 15.04, 12.11, "TD", "N'Djamena", "city", 9, 2),
    ("Khartoum", 32.53, 15.55, "SD", "Khartoum", "city", 12, 2),
]
ACTORS = [
    ("Libyan National Army", "military", "LY", 30), ("Government of National Accord", "state", "LY", 26),
    ("Misrata brigades", "militia", "LY", 9), ("Islamic State in Libya", "rebel", "LY", 7),
    ("Wagner Group", "private_military", "RU", 4), ("United Nations Support Mission in Libya", "international", None, 9),
    ("Government of Turkey", "state", "TR", 6), ("Government of Egypt", "state", "EG", 5), ("protesters", "protesters", "LY", 8),
    ("Tebu fighters", "militia", "LY", 5), ("Petroleum Facilities Guard", "militia", "LY", 3), ("Libyan Coast Guard", "military", "LY", 4),
    ("unidentified gunmen", None, None, 8), ("civilians", "civilians", "LY", 0),
]  # fmt: skip
KINDS = {
    "armed_clash": (
        22,
        "{a} and {b} clashed {w} {p} on {d}, with {k} fighters killed, a field hospital said.",
    ),
    "air_strike": (
        20,
        "At least {k} people were killed when an air strike by {a} hit a depot {w} {p}, the Health Ministry said.",
    ),
    "shelling": (
        16,
        "Shelling by {a} struck homes {w} {p} overnight, killing {k} and wounding {i}, residents said.",
    ),
    "territory_capture": (
        6,
        "{a} captured a military camp {w} {p} on {d} after two days of fighting with {b}.",
    ),
    "explosive": (6, "A mine left behind {w} {p} exploded and killed {k} members of one family."),
    "attack": (7, "{a} attacked a police checkpoint {w} {p} before dawn and killed {k} officers."),
    "abduction": (5, "{a} abducted a member of parliament from her home {w} {p}, relatives said."),
    "arrest": (6, "{a} arrested {i} suspected smugglers {w} {p} and seized three boats."),
    "seizure": (3, "{a} seized a cargo ship {w} {p} that was said to carry weapons for {b}."),
    "restriction": (4, "{a} closed the oil terminals {w} {p}, cutting output to a tenth."),
    "protest": (
        9,
        "Hundreds took to the streets {w} {p} on {d} to protest against power cuts and corruption.",
    ),
    "threat": (4, "{a} said it would strike any ship that tried to reach {p}."),
    "accusation": (5, "{a} accused {b} of breaking the truce {w} {p}."),
    "meeting": (9, "Envoys of {a} and {b} met {w} {p} for a second round of talks on a ceasefire."),
    "agreement": (5, "{a} and {b} agreed {w} {p} to reopen the coastal road."),
    "aid": (4, "{a} delivered medicine for 40,000 people {w} {p}."),
    "withdrawal": (3, "{a} withdrew its forces from positions {w} {p}."),
    "disaster": (2, "Floods {w} {p} killed {k} people and drove 4,000 from their homes."),
    "accident": (2, "A boat with {i} migrants capsized {w} {p}; {k} bodies were found."),
    "outbreak": (2, "Health workers {w} {p} confirmed {i} new cases of COVID-19 on {d}."),
    "mobilization": (3, "{a} sent reinforcements to {p} on {d}."),
}
TRIGGERS = {
    "armed_clash": "clashed", "air_strike": "air strike", "shelling": "Shelling", "territory_capture": "captured",
    "explosive": "exploded", "attack": "attacked", "abduction": "abducted", "arrest": "arrested", "seizure": "seized",
    "restriction": "closed", "protest": "protest", "threat": "said", "accusation": "accused", "meeting": "met",
    "agreement": "agreed", "aid": "delivered", "withdrawal": "withdrew", "disaster": "Floods", "accident": "capsized",
    "outbreak": "confirmed", "mobilization": "reinforcements",
}  # fmt: skip
STATUSES = [
    ("happened", 78),
    ("alleged", 10),
    ("planned", 4),
    ("hypothetical", 3),
    ("denied", 3),
    ("background", 2),
]
PUBLISHERS = [
    "The Daily Courier",
    "Maghreb Wire",
    "Coast News Agency",
    "Sahara Monitor",
    "Evening Post",
    "Radio Fezzan",
]
VIOLENT = {"armed_clash", "air_strike", "shelling", "explosive", "attack", "disaster", "accident"}


def libya(count=400, seed=7):
    """Return features as an archive of news from 2019 and 2020 might give."""
    random = np.random.default_rng(seed)
    kinds = random.choice(list(KINDS), count, p=_shares([w for w, _ in KINDS.values()]))
    places = random.choice(len(PLACES), count, p=_shares([p[7] for p in PLACES]))
    weights = _shares([a[3] for a in ACTORS])
    intensity = np.interp(
        np.arange(640), [0, 3, 60, 150, 270, 330, 400, 450, 520, 639], [1, 9, 6, 4, 3, 7, 5, 8, 3, 2]
    )
    offsets = np.sort(random.choice(640, count, p=intensity / intensity.sum()))
    rows = [
        _row(
            i,
            kinds[i],
            PLACES[places[i]],
            random.choice(len(ACTORS), 2, replace=False, p=weights),
            int(offsets[i]),
            random,
        )
        for i in range(count)
    ]
    return _frame(rows)


def many(count, seed=0):
    """Return `count` incidents around 400 towns of Africa and Europe, each with a sentence and a link of its own.

    Words are drawn by Zipf's law from 30,000 made-up ones, so that texts compress like texts.
    """
    random = np.random.default_rng(seed)
    towns = np.column_stack([random.uniform(-20, 60, 400), random.uniform(-30, 55, 400)])
    town = random.integers(0, 400, count)
    points = np.round(towns[town] + random.normal(0, 0.35, (count, 2)), 5)
    kinds = np.array(list(event_types()), dtype=object)[random.integers(0, 12, count)]
    days = np.datetime64("2023-01-01") + random.integers(0, 1095, count)
    words = _words(random, 30_000)
    drawn = np.minimum(random.zipf(1.12, (count, 11)) - 1, len(words) - 1)
    rare = random.integers(0, len(words), drawn.shape)
    drawn = np.where(drawn >= len(words) - 1, rare, drawn)
    sentences = [" ".join(row).capitalize() + "." for row in words[drawn]]
    actors = np.array([name for name, *_ in ACTORS], dtype=object)
    slugs = ["-".join(row) for row in words[drawn[:, :6]]]
    frame = pd.DataFrame(
        {
            "incident_id": [f"i{i:07d}" for i in range(count)],
            "event_type": kinds,
            "event_group": [event_types()[kind].group for kind in kinds],
            "status": random.choice([s for s, _ in STATUSES], count, p=_shares([w for _, w in STATUSES])),
            "event_date": days,
            "event_date_end": days,
            "date_precision": "day",
            "actor": actors[random.integers(0, 10, count)],
            "recipient": actors[random.integers(0, 10, count)],
            "place": [f"Town {i:03d}" for i in town],
            "place_name": [f"Town {i:03d}" for i in town],
            "country": np.array(["LY", "EG", "TN", "SD", "ML", "NG"], dtype=object)[town % 6],
            "precision": random.choice(["site", "city", "near", "region"], count, p=[0.2, 0.6, 0.15, 0.05]),
            "radius_km": random.choice([1.0, 5.0, 25.0], count),
            "killed": random.integers(0, 12, count),
            "confidence": random.uniform(0.3, 1, count).round(2),
            "trigger": [sentence.split()[3] for sentence in sentences],
            "evidence": sentences,
            "article": [f"{i:07d}" for i in range(count)],
            "url": [f"https://news.example.org/world/2024/{i:07d}/{slug}" for i, slug in enumerate(slugs)],
            "publisher": [f"Source {i % 57}" for i in range(count)],
        }
    )
    return gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(points[:, 0], points[:, 1]), crs=4326)


def _row(i, kind, place, pair, offset, random):
    name, longitude, latitude, country, admin1, precision, radius, _ = place
    actor, recipient = (ACTORS[j] for j in pair)
    day = np.datetime64("2019-04-03") + offset
    killed, wounded = int(random.geometric(0.25)), int(random.geometric(0.12)) + 1
    where = {"near": "30 km south of", "waters": "in the", "border": "on the border near"}.get(
        precision, "in"
    )
    words = {"a": actor[0], "b": recipient[0], "w": where, "p": name, "k": killed, "i": wounded,
             "d": str(pd.Timestamp(day).day_name())}  # fmt: skip
    evidence = KINDS[kind][1].format(**words)
    evidence = evidence[0].upper() + evidence[1:]
    has_b, has_a = "{b}" in KINDS[kind][1], "{a}" in KINDS[kind][1]
    published = day + 1
    tellings = [
        {
            "article": f"{published}-{i:03d}-{k}.txt", "title": f"{name}: {event_types()[kind].label.lower()}", "start": 0,
            "url": f"https://news.example.org/{published}/{i}-{k}", "publisher": str(random.choice(PUBLISHERS)),
            "published": str(published), "evidence": evidence, "end": len(evidence), "trigger": TRIGGERS[kind],
        }
        for k in range(1 + int(random.random() < 0.3) + int(random.random() < 0.1))
    ]  # fmt: skip
    located = random.random() > 0.04
    told = random.random() > 0.02
    day = day if told else None
    return {
        "incident_id": f"s{i:06d}", "event_type": kind, "event_group": event_types()[kind].group,
        "status": "planned" if kind == "threat" else str(random.choice([s for s, _ in STATUSES], p=_shares([w for _, w in STATUSES]))),
        "event_date": day, "event_date_end": day, "date_precision": "day" if told else None,
        "date_text": "on " + words["d"] if "{d}" in KINDS[kind][1] else None,
        "actor": actor[0] if has_a else None, "actor_name": actor[0] if has_a else None,
        "actor_type": actor[1] if has_a else None, "actor_country": actor[2] if has_a else None,
        "recipient": recipient[0] if has_b else None, "recipient_name": recipient[0] if has_b else None,
        "recipient_type": recipient[1] if has_b else None, "recipient_country": recipient[2] if has_b else None,
        "place": name, "place_phrase": f"{where} {name}" if precision in ("near", "border") else None,
        "place_name": name if located else None, "country": country if located else None, "admin1": admin1 if located else None,
        "precision": precision if located else None, "radius_km": float(radius) if located else None,
        "place_basis": "sentence", "place_confidence": float(round(random.uniform(0.6, 0.99), 2)) if located else None,
        "place_reason": "the largest place of this name, in the country of the article" if located else "not in the gazetteer",
        "killed": killed if kind in VIOLENT and "{k}" in KINDS[kind][1] else None,
        "killed_max": killed + 2 if kind in VIOLENT and len(tellings) > 2 and "{k}" in KINDS[kind][1] else None,
        "killed_text": str(killed) if kind in VIOLENT and "{k}" in KINDS[kind][1] else None,
        "wounded": wounded if kind == "shelling" else None, "trigger": TRIGGERS[kind], "evidence": evidence,
        "evidence_start": 0, "evidence_end": len(evidence), "confidence": float(round(random.uniform(0.45, 0.99), 2)),
        **{k: tellings[0][k] for k in ("article", "title", "url", "publisher")}, "published": published,
        "reports": len(tellings), "sources": len({t["publisher"] for t in tellings}), "tellings": json.dumps(tellings),
        "plover_event": event_types()[kind].plover, "plover_mode": event_types()[kind].plover_mode,
        "acled_event_type": (event_types()[kind].acled or (None,))[0],
        "geometry": (longitude, latitude) if located else None,
    }  # fmt: skip


def _frame(rows):
    points = [row.pop("geometry") for row in rows]
    frame = pd.DataFrame(
        {c.name: pd.Series([row.get(c.name) for row in rows], dtype=c.dtype) for c in SCHEMA}
    )
    geometry = gpd.points_from_xy(*zip(*[p or (np.nan, np.nan) for p in points], strict=True))
    geometry = gpd.GeoSeries(
        [None if p is None else g for p, g in zip(points, geometry, strict=True)], crs=4326
    )
    return gpd.GeoDataFrame(frame, geometry=geometry, crs=4326)


def _words(random, count):
    syllables = np.array(
        [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "is", "on", "al")]
    )
    parts = syllables[random.integers(0, len(syllables), (count, 3))]
    return np.array(["".join(row[: 1 + i % 3]) for i, row in enumerate(parts)], dtype=object)


def _shares(weights):
    return np.array(weights) / np.sum(weights)
