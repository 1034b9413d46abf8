"""Time expressions of the news, seen from Thursday 15 March 2018."""

from datetime import date

import pytest

from geo.coding.dates import published, resolve
from geo.dateline import dateline
from geo.records import Article

THURSDAY = date(2018, 3, 15)


@pytest.mark.parametrize(
    ("words", "start", "end", "precision"),
    [
        ("Wednesday", "2018-03-14", "2018-03-14", "day"),
        ("late Thursday", "2018-03-15", "2018-03-15", "day"),
        ("Friday", "2018-03-09", "2018-03-09", "day"),
        ("last Thursday", "2018-03-08", "2018-03-08", "day"),
        ("next Tuesday", "2018-03-20", "2018-03-20", "day"),
        ("yesterday", "2018-03-14", "2018-03-14", "day"),
        ("the day before yesterday", "2018-03-13", "2018-03-13", "day"),
        ("two days ago", "2018-03-13", "2018-03-13", "day"),
        ("overnight", "2018-03-14", "2018-03-15", "week"),
        ("last week", "2018-03-05", "2018-03-11", "week"),
        ("over the weekend", "2018-03-10", "2018-03-11", "week"),
        ("earlier this month", "2018-03-01", "2018-03-15", "month"),
        ("last month", "2018-02-01", "2018-02-28", "month"),
        ("in early July", "2017-07-01", "2017-07-10", "week"),
        ("July", "2017-07-01", "2017-07-31", "month"),
        ("November of last year", "2017-11-01", "2017-11-30", "month"),
        ("since Saturday", "2018-03-10", "2018-03-15", "week"),
        ("on the night of 4-5 May", "2017-05-04", "2017-05-05", "week"),
        ("between 11-13 Dec.", "2017-12-11", "2017-12-13", "week"),
        ("October 25-26, 2016", "2016-10-25", "2016-10-26", "week"),
        ("Monday, Dec. 26", "2017-12-26", "2017-12-26", "day"),
        ("from Wednesday to Friday", "2018-03-14", "2018-03-16", "week"),
        ("the first of February", "2018-02-01", "2018-02-01", "day"),
        ("03 FEB 90", "1990-02-03", "1990-02-03", "day"),
        ("29th March 2018", "2018-03-29", "2018-03-29", "day"),
        ("17.03.2018", "2018-03-17", "2018-03-17", "day"),
        ("between 1998 and 2000", "1998-01-01", "2000-12-31", "year"),
        ("1950 - 53", "1950-01-01", "1953-12-31", "year"),
        ("the spring of 2004", "2004-03-01", "2004-05-31", "year"),
        ("the past week", "2018-03-05", "2018-03-11", "week"),
        ("the last few days", "2018-03-08", "2018-03-15", "week"),
        ("the past couple of weeks", "2018-03-01", "2018-03-15", "month"),
        ("a few days ago", "2018-03-08", "2018-03-13", "week"),
        ("several weeks ago", "2018-02-15", "2018-03-01", "month"),
        ("a couple of days ago", "2018-03-13", "2018-03-13", "day"),
        ("on the 12th", "2018-03-12", "2018-03-12", "day"),
        ("the 31st", "2018-01-31", "2018-01-31", "day"),
        ("the first week of February", "2018-02-01", "2018-02-07", "week"),
        ("the last week of May 2016", "2016-05-25", "2016-05-31", "week"),
        ("the second quarter of 2017", "2017-04-01", "2017-06-30", "year"),
        ("in the first half of last year", "2017-01-01", "2017-06-30", "year"),
        ("Easter Sunday", "2017-04-16", "2017-04-16", "day"),
        ("Good Friday, 2016", "2016-03-25", "2016-03-25", "day"),
    ],
)
def test_words_mean_days(words, start, end, precision):
    span = resolve(words, THURSDAY)
    assert (span.start.isoformat(), span.end.isoformat(), span.precision, span.text) == (
        start,
        end,
        precision,
        words,
    )


def test_planned_events_lie_ahead():
    assert resolve("Friday", THURSDAY, "future").start == date(2018, 3, 16)
    assert resolve("July", THURSDAY, "future").start == date(2018, 7, 1)
    assert resolve("over the weekend", THURSDAY, "future").start == date(2018, 3, 17)


@pytest.mark.parametrize("words", ["decades", "days later", "the same day", "by 9.30 PM", "soon", ""])
def test_words_that_name_no_day_stay_open(words):
    assert resolve(words, THURSDAY) is None


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("the same day", "2018-03-05", "2018-03-05"),
        ("the next day", "2018-03-06", "2018-03-06"),
        ("a day earlier", "2018-03-04", "2018-03-04"),
        ("two days later", "2018-03-07", "2018-03-07"),
        ("the following year", "2019-01-01", "2019-12-31"),
        ("the previous month", "2018-02-01", "2018-02-28"),
        ("next week", "2018-03-19", "2018-03-25"),
    ],
)
def test_some_words_count_from_the_time_told_before(words, start, end):
    span = resolve(words, THURSDAY, anchor=resolve("March 5", THURSDAY))
    assert (span.start.isoformat(), span.end.isoformat()) == (start, end)


def test_without_the_article_date_only_full_dates_resolve():
    assert resolve("Wednesday", None) is None
    assert resolve("yesterday", None) is None
    assert resolve("May 12", None) is None
    assert resolve("May 12, 2017", None).start == date(2017, 5, 12)


def test_the_article_date_comes_from_the_input_then_the_dateline_then_the_text():
    told = "BOGOTA, 3 FEB 90 (EFE) -- Two bombs exploded."
    assert published(Article("1", told, published=THURSDAY)) == THURSDAY
    assert published(Article("1", told)) == date(1990, 2, 3)
    assert published(Article("1", " date 2020-07-16 The policy has not changed.")) == date(2020, 7, 16)
    assert published(Article("1", "Lima, 10 January 2023: Two bombs exploded.")) == date(2023, 1, 10)
    assert published(Article("1", "BAMAKO, 14 March 2024 (Reuters) - Two bombs")) == date(2024, 3, 14)
    assert published(Article("1", "Two bombs exploded.")) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("NAIROBI, Kenya (AP) — Forces will launch", "NAIROBI, Kenya (AP) — "),
        (
            "GUATEMALA CITY, 4 FEB 90 (ACAN-EFE) -- [TEXT] THE ARMY",
            "GUATEMALA CITY, 4 FEB 90 (ACAN-EFE) -- [TEXT] ",
        ),
        ("ISLAMABAD: Gunmen fired", "ISLAMABAD: "),
        ("Imphal, Sep 11: Authorities imposed", "Imphal, Sep 11: "),
        ("LIMA, Jan 10. Two died", "LIMA, Jan 10. "),
        ("MOSCOW, January 10. /TASS/. Russia sent", "MOSCOW, January 10. /TASS/. "),
        ("New Delhi, Jan 10 (PTI) The police", "New Delhi, Jan 10 (PTI) "),
        ("NAIROBI, (CAJ News) – A lockdown", "NAIROBI, (CAJ News) – "),
        ("(Juba, 18 February 2020) The killing", "(Juba, 18 February 2020) "),
        ("BAMAKO, 14 March 2024 (Reuters) - The", "BAMAKO, 14 March 2024 (Reuters) - "),
        ("NAIROBI (Reuters) -The toll", "NAIROBI (Reuters) -"),
        ("(Nairobi) – Troops", "(Nairobi) – "),
        ("(Update: new toll)\nCairo, Apr 20 (EFE).- Hundreds fled", "Cairo, Apr 20 (EFE).- "),
        ("Smoke over Khartoum\nKHARTOUM (AFP) — Jets", "KHARTOUM (AFP) — "),
        ("Two bombs exploded in Bogota on Monday.", ""),
        ("Two bombs exploded.\nThe army – the larger force – withdrew.", ""),
        ("TWO BOMBS\nEXPLODED (EFE) -- TODAY", ""),
    ],
)
def test_the_dateline_is_found(text, found):
    start, end = dateline(text)
    assert text[start:end] == found
