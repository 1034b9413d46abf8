"""Where a publisher is at home, by its address, by its name, or not at all."""

import pytest

from geo.placing.options import OptionsOf
from geo.placing.publisher import home_of
from geo.records import Article


@pytest.mark.parametrize(
    ("article", "country", "town"),
    [
        (Article("a", "", url="https://www.dallasnews.com/x"), "US", "Dallas"),
        (Article("a", "", url="https://www.thetowntalk.net/x"), "US", "Alexandria"),
        (Article("a", "", publisher="thetowntalk.com"), "US", "Alexandria"),
        (Article("a", "", publisher="Libya Herald"), "LY", "Libya"),
        (Article("a", "", url="https://winnipeg.example.ca/x"), "CA", "Winnipeg"),
        (Article("a", "", url="https://example.co.za/x"), "ZA", "South Africa"),
        (Article("a", "", url="https://www.parisbeacon.com/x"), "US", "Paris"),
        (Article("a", "", url="https://www.islamabaddaily.com/x"), "PK", "Islamabad"),
    ],
)
def test_the_home_is_found(gazetteer, article, country, town):
    home = home_of(article, OptionsOf(gazetteer)).places[0]
    assert (home.country, home.name) == (country, town)


@pytest.mark.parametrize(
    "article",
    [
        Article("a", ""),
        Article("a", "", url="http://[broken"),
        Article("a", "", publisher="The Zqx"),
        Article("a", "", url="https://alexpost.com/a"),
        Article("a", "", url="https://dailyvoice.example.com/a"),
    ],
)
def test_where_nothing_tells_there_is_none(gazetteer, article):
    assert home_of(article, OptionsOf(gazetteer)) is None
