from generator.translation.theme import html_message, translate_template


def test_words_of_the_theme_are_html() -> None:
    assert html_message("en", 'Say "no" & <go>') == "Say &quot;no&quot; &amp; &lt;go&gt;"
    assert html_message("en-XA", "Made with {theme}") == "⟦Màdé wîth {theme}⟧"


def test_words_are_written_into_templates_for_engines_without_functions() -> None:
    template = """<p title="{{ _("Search") }}">{{ _("Made with {theme}") | replace("{theme}", "x") }}</p>"""
    assert translate_template(template, "en-XA") == (
        """<p title="{{ "⟦Séàrçh⟧" }}">{{ "⟦Màdé wîth {theme}⟧" | replace("{theme}", "x") }}</p>"""
    )
