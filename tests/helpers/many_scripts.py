"""A brief to be added to a project: it quotes articles in Arabic, Hebrew and Korean, and had another name before."""

from tests.helpers.example import Project

# By language: the article, and the words that are quoted from it.
ARTICLES = {
    "ar": (
        "فُتح الجسر الجديد أمام الشاحنات في شهر مارس. وقال السكان إن الطريق كان مغلقا منذ سنوات.",
        "فُتح الجسر الجديد أمام الشاحنات في شهر مارس.",
    ),
    "he": (
        "הגשר החדש נפתח למשאיות בחודש מרץ. התושבים אמרו שהדרך הייתה סגורה במשך שנים.",
        "הגשר החדש נפתח למשאיות בחודש מרץ.",
    ),
    "ko": (
        "새 다리는 3월에 화물차에 개방되었다. 주민들은 도로가 몇 년 동안 닫혀 있었다고 말했다.",
        "새 다리는 3월에 화물차에 개방되었다.",
    ),
}
SLUG = "bridge-open"
FORMER = "bridge-to-open"


def add_brief_in_many_scripts(project: Project) -> None:
    """Add the articles, their records, and one brief with a claim for each."""
    claims = []
    for language, (article, quote) in ARTICLES.items():
        project.write(f"seeds/bridge-{language}.txt", article + "\n")
        project.write(
            f"content/sources/bridge-{language}.yml",
            f"title: The bridge, in {language}\npublisher: daily-nk\nlanguage: {language}\npublished: 2024-03\n",
        )
        claims += [
            f"  - id: open-{language}",
            "    text: The new bridge was opened to trucks.",
            f"    evidence: [{{source: bridge-{language}, quote: '{quote}', translation: It was opened.}}]",
        ]
    lines = [
        "title: The new bridge is open to trucks",
        "date: 2024-04-01",
        f"sources: [{', '.join(f'bridge-{language}' for language in ARTICLES)}]",
        "topics: [cross-border-trade]",
        "summary: Trucks can use the new bridge.",
        f"aliases: [{FORMER}]",
        "claims:",
        *claims,
    ]
    project.write(f"content/briefs/{SLUG}.yml", "\n".join(lines) + "\n")
