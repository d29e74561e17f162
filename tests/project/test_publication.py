"""What mkdocs.yml says of the site: licences as people write them."""

import pytest

from generator.model.site import Licence, Publication
from generator.project.publication import make_publication, parse_licence


@pytest.mark.parametrize(
    ("written", "name", "url"),
    [
        ("CC-BY-4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("cc by-sa 4.0", "CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
        ("CC0-1.0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("mit", "MIT", "https://spdx.org/licenses/MIT.html"),
        ("MIT OR CC-BY-4.0", "MIT OR CC-BY-4.0", ""),
        ("All rights reserved", "All rights reserved", ""),
        ("https://example.org/terms/", "example.org/terms", "https://example.org/terms/"),
    ],
)
def test_a_licence_has_a_name_and_a_url(written: str, name: str, url: str) -> None:
    assert parse_licence(written) == Licence(name, url)


@pytest.mark.parametrize("written", ["CC-BY4.0", "Creative"])
def test_a_misspelt_id_is_refused(written: str) -> None:
    with pytest.raises(
        ValueError, match=f"licence: '{written}' is not an SPDX id; write for example CC-BY-4.0"
    ):
        parse_licence(written)


def test_a_publication_knows_its_urls() -> None:
    site = make_publication("Briefs", "", "https://example.org/b", {"organisation": " The  Institute "})
    assert site == Publication("Briefs", "", "https://example.org/b/", "The Institute", None)
    assert site.url_of("briefs/a/") == "https://example.org/b/briefs/a/"
    assert Publication().url_of("briefs/a/") == ""


def test_an_option_that_is_no_text_is_refused() -> None:
    with pytest.raises(
        ValueError, match="organisation: must be text, such as `organisation: Example Institute`"
    ):
        make_publication("", "", "", {"organisation": ["a"]})
