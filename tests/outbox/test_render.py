"""Texts: every situation in every language, and what stops the start."""

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from intake_daemon.errors import ConfigError, Unreadable
from intake_daemon.model import FIELD_NAMES, Channel
from outbox.facts import NEEDED, Clinic, MessageFacts, Paper, ReceivedItem, RequestStatus, Situation
from outbox.render import SHIPPED, Templates
from outbox.samples import sample, samples
from outbox.vocabulary import load_asks

TEMPLATES = Templates.load()
LANGUAGES = ("en", "es")
every_message = pytest.mark.parametrize(
    ("language", "situation"), [(language, situation) for language in LANGUAGES for situation in Situation]
)


def test_english_and_spanish_are_shipped() -> None:
    assert TEMPLATES.languages == LANGUAGES


@every_message
def test_every_message_keeps_to_its_form(language: str, situation: Situation) -> None:
    for facts in samples(situation):
        rendered = TEMPLATES.render(situation, language, facts)
        lines = rendered.text.splitlines()

        assert facts.reference in rendered.subject
        assert (rendered.language, len(rendered.subject) <= 78) == (language, True)
        assert [line for line in lines if len(line) > 72] == []
        assert (rendered.text.endswith("\n"), "\n\n\n" in rendered.text) == (True, False)
        assert [line for line in lines if line != line.rstrip() and line != "-- "] == []
        assert (
            re.findall(r"None|\{|\}|\bTrue\b|\bFalse\b|Undefined|  +\S.*  |\s[.,;]|\.\.", rendered.text) == []
        )


@every_message
def test_every_message_answers_the_five_questions_in_order(language: str, situation: Situation) -> None:
    headings = {
        "en": [
            "Which request is this about?",
            "What have we received?",
            "What is still missing?",
            "What happens next?",
            "When will you hear from us again?",
        ],
        "es": [
            "¿De qué solicitud se trata?",
            "¿Qué hemos recibido?",
            "¿Qué falta todavía?",
            "¿Qué sigue ahora?",
            "¿Cuándo volverá a tener noticias nuestras?",
        ],
    }[language]
    for facts in samples(situation):
        rendered = TEMPLATES.render(situation, language, facts)
        page = BeautifulSoup(rendered.html, "html.parser")
        parts = re.split("|".join(map(re.escape, headings)), rendered.text)

        assert [line for line in rendered.text.splitlines() if line in headings] == headings
        assert [part for part in parts if not part.strip()] == []
        assert [heading.get_text() for heading in page.find_all("h2")] == headings


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@every_message
def test_every_page_is_simple_whole_and_names_its_language(language: str, situation: Situation) -> None:
    for facts in samples(situation):
        tags = _Tags()
        tags.feed(TEMPLATES.render(situation, language, facts).html)

        assert tags.open == []
        assert tags.seen[0] == ("html", {"lang": language})
        assert {tag for tag, _ in tags.seen} <= {
            *("html", "head", "meta", "title", "body", "div"),
            *("p", "strong", "h2", "ol", "li", "br"),
        }
        assert [
            attributes for _, attributes in tags.seen if {"src", "href", "background"} & set(attributes)
        ] == []


@every_message
def test_text_and_page_say_the_same(language: str, situation: Situation) -> None:
    for facts in samples(situation):
        rendered = TEMPLATES.render(situation, language, facts)
        page = BeautifulSoup(rendered.html, "html.parser")
        assert page.body is not None
        said = re.sub(r"\W+", " ", page.body.get_text(" ")).split()
        written = re.sub(r"\W+", " ", re.sub(r"^  \d+\. ", "  ", rendered.text, flags=re.MULTILINE)).split()

        assert written == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_missing_item_is_named_with_how_to_mend_it(language: str) -> None:
    facts = sample(Situation.CLARIFICATION)
    rendered = TEMPLATES.render(Situation.CLARIFICATION, language, facts)
    items = re.findall(r"^  \d+\. ", rendered.text, flags=re.MULTILINE)

    assert len(items) == len(facts.asks) == 3


def test_one_missing_item_is_named_in_the_first_sentence() -> None:
    facts = sample(Situation.CLARIFICATION).model_copy(update={"asks": ("authorization.signed_on",)})

    english = TEMPLATES.render(Situation.CLARIFICATION, "en", facts)
    spanish = TEMPLATES.render(Situation.CLARIFICATION, "es", facts)

    assert "we need one more thing from you: the date of the signature." in " ".join(english.text.split())
    assert "necesitamos un elemento más: la fecha de la firma." in " ".join(spanish.text.split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_of_the_catalogue_has_its_own_ask(language: str) -> None:
    asks = load_asks([SHIPPED / language / "asks.yaml"])

    assert sorted(asks) == sorted(FIELD_NAMES)
    assert [
        name for name, ask in asks.items() if ask.missing.endswith(".") or not ask.fix.endswith(".")
    ] == []
    assert [name for name, ask in asks.items() if ask.missing[0] != ask.missing[0].upper()] == []
    assert [name for name, ask in asks.items() if ask.fix.count(". ") > 0] == []


def test_no_ask_is_left_in_the_other_language() -> None:
    english, spanish = (load_asks([SHIPPED / language / "asks.yaml"]) for language in LANGUAGES)

    assert [name for name in FIELD_NAMES if english[name].missing == spanish[name].missing] == []
    assert [name for name in FIELD_NAMES if "Please" in spanish[name].fix] == []


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("es", "es"), ("es-MX", "es"), ("ES_us", "es"), ("vi", "en"), ("", "en"), (None, "en"), ("../es", "en")],
)
def test_a_language_we_cannot_write_is_answered_in_english(tag: str | None, expected: str) -> None:
    assert TEMPLATES.language_for(tag) == expected


@pytest.mark.parametrize("situation", [situation for situation in Situation if NEEDED[situation]])
def test_a_message_without_the_facts_it_needs_is_not_written(situation: Situation) -> None:
    bare = MessageFacts(
        reference="R-1", received_on=date(2026, 3, 4), channel=Channel.EMAIL, clinic=Clinic(name="Clinic")
    )

    with pytest.raises(ValueError, match=NEEDED[situation][0]):
        TEMPLATES.render(situation, "en", bare)


def test_only_fields_of_the_catalogue_can_be_asked_for() -> None:
    with pytest.raises(ValidationError, match=r"patient\.bod"):
        MessageFacts.model_validate({**dict(sample(Situation.RECEIVED)), "asks": ("patient.bod",)})


@pytest.mark.parametrize(
    "reference", ["R-1\n", "R-1\r\nBcc: x", "r-1", "", "R 1", "R-", "-R", "JANE DOE", "R-" + "A" * 40]
)
def test_a_reference_is_nothing_but_a_reference(reference: str) -> None:
    with pytest.raises(ValidationError):
        MessageFacts.model_validate({**dict(sample(Situation.RECEIVED)), "reference": reference})


facts_of_any_kind = st.builds(
    MessageFacts,
    reference=st.from_regex(r"\A[A-Z0-9]{1,8}(-[A-Z0-9]{1,8}){0,2}\Z"),
    received_on=st.dates(),
    channel=st.sampled_from(Channel),
    clinic=st.builds(
        Clinic,
        name=st.sampled_from(["<script>alert(1)</script> & Sons", "Clínica {{ 7 * 7 }} {% raw %}", "Clinic"]),
        phone=st.none() | st.just("555 <b>0100</b>"),
        fax=st.none() | st.just("555 0101"),
        reply_address=st.none(),
    ),
    received_items=st.lists(
        st.builds(ReceivedItem, paper=st.sampled_from(Paper), pages=st.none() | st.integers(1, 900)),
        max_size=5,
    ).map(tuple),
    asks=st.lists(st.sampled_from(sorted(FIELD_NAMES)), min_size=1, max_size=8).map(tuple),
    latest_on=st.dates(),
    asked_on=st.dates(),
    next_update_on=st.none() | st.dates(),
    due_on=st.none() | st.dates(),
    status=st.sampled_from(RequestStatus),
    problem=st.sampled_from(Unreadable),
    extended_to=st.dates(),
    extension_reason=st.sampled_from(sorted(TEMPLATES.extension_reasons)),
)


@given(facts_of_any_kind, st.sampled_from(Situation), st.sampled_from(LANGUAGES))
def test_any_facts_render_and_nothing_in_them_becomes_markup(
    facts: MessageFacts, situation: Situation, language: str
) -> None:
    rendered = TEMPLATES.render(situation, language, facts)

    assert facts.reference in rendered.subject
    assert facts.clinic.name in " ".join(rendered.text.split())
    assert [tag for tag in ("<script", "<b>") if tag in rendered.html] == []
    assert "49" not in rendered.text or "49" in str(facts)


def test_a_reason_of_the_clinics_own_needs_a_sentence_in_every_language(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    words = tmp_path / "en" / "words.yaml"
    words.write_text('extension_reasons: {microfilm: "Some of the records are on microfilm."}\n', "utf-8")

    with pytest.raises(ConfigError, match=r"es/words.yaml: extension_reasons: has no sentence for microfilm"):
        Templates.load(tmp_path)
    (tmp_path / "es").mkdir()
    (tmp_path / "es" / "words.yaml").write_text(
        'extension_reasons: {microfilm: "Una parte del expediente está en microfilm."}\n', "utf-8"
    )
    assert {"microfilm", "off_site"} < set(Templates.load(tmp_path).extension_reasons)


@pytest.mark.parametrize("sentence", ["Because of {name}.", "No full stop", "Two\\nlines.", "See [here]."])
def test_a_reason_is_one_whole_sentence_with_no_place_for_a_value(tmp_path: Path, sentence: str) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "words.yaml").write_text(f'extension_reasons: {{off_site: "{sentence}"}}\n', "utf-8")

    with pytest.raises(ConfigError, match=r"en/words.yaml:1: extension_reasons.off_site"):
        Templates.load(tmp_path)


def test_facts_have_no_place_for_what_is_written_on_the_paper() -> None:
    free_text = {
        name
        for name, field in MessageFacts.model_fields.items()
        if field.annotation in (str, str | None) and name != "reference"
    }

    assert free_text == set()
    with pytest.raises(ValidationError):
        MessageFacts.model_validate({**dict(sample(Situation.RECEIVED)), "patient_name": "Marked Name"})


def _folder(tmp_path: Path, **files: str) -> Path:
    for name, content in files.items():
        path = tmp_path / name.replace("__", "/").replace("_DOT_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    return tmp_path


OWN = '{% extends "shipped/en/status.j2" %}\n{% block subject %}Case {{ reference }}{% endblock %}\n'


def test_an_admin_s_template_wins_and_the_rest_stays_ours(tmp_path: Path) -> None:
    own = OWN + "{% block lead %}Our own words.{% endblock %}\n"
    templates = Templates.load(_folder(tmp_path, en__status_DOT_j2=own))
    facts = sample(Situation.STATUS)

    assert templates.render(Situation.STATUS, "en", facts).subject == "Case R-7K2P-94QX"
    assert "\nOur own words.\n" in templates.render(Situation.STATUS, "en", facts).text
    assert templates.render(Situation.STATUS, "es", facts) == TEMPLATES.render(Situation.STATUS, "es", facts)
    received = sample(Situation.RECEIVED)
    assert templates.render(Situation.RECEIVED, "en", received) == TEMPLATES.render(
        Situation.RECEIVED, "en", received
    )


def test_an_admin_may_change_one_ask_and_one_word(tmp_path: Path) -> None:
    folder = _folder(
        tmp_path,
        en__asks_DOT_yaml='scope.end:\n  missing: "Up to when"\n  fix: "Ask {{ clinic.name }}."\n',
        en__words_DOT_yaml='headings:\n  phone: "Call"\n',
    )

    text = Templates.load(folder).render(Situation.CLARIFICATION, "en", sample(Situation.CLARIFICATION)).text

    assert "  2. Up to when. Ask Riverside Clinic & Family Care.\n" in text
    assert "\nCall: (555) 010-0199\nFax: (555) 010-0142\n" in text


def test_a_part_of_an_admin_s_own_can_be_included(tmp_path: Path) -> None:
    folder = _folder(
        tmp_path,
        en___hours_DOT_j2="Open from nine to five.",
        en__status_DOT_j2=OWN + '{% block lead %}{% include "en/_hours.j2" %}{% endblock %}\n',
    )

    assert (
        "Open from nine"
        in Templates.load(folder).render(Situation.STATUS, "en", sample(Situation.STATUS)).text
    )


def test_another_language_is_a_folder_with_all_its_files(tmp_path: Path) -> None:
    french = tmp_path / "fr"
    french.mkdir()
    for path in (SHIPPED / "en").iterdir():
        (french / path.name).write_text(path.read_text("utf-8").replace('"en/', '"fr/'), "utf-8")
    (french / "asks.yaml").unlink()
    (french / "asks.yaml").write_text("", "utf-8")

    templates = Templates.load(tmp_path)
    text = templates.render(Situation.CLARIFICATION, "fr-CA", sample(Situation.CLARIFICATION)).text

    assert templates.languages == ("en", "es", "fr")
    assert "18 mars 2026" in text
    assert "  1. Date of the signature. Please send us this detail.\n" in text


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        (
            "en__status_DOT_j2",
            OWN + "{% block lead %}{{ patient }}{% endblock %}",
            "status.j2:3: unknown variable patient",
        ),
        (
            "en__status_DOT_j2",
            OWN + "{% block lead %}{% if due_on %}{{ oops }}{% endif %}{% endblock %}",
            "status.j2:3: unknown variable oops",
        ),
        (
            "en__status_DOT_j2",
            OWN + "\n{% block lead %}{{ clinic.nam }}{% endblock %}",
            "status.j2:4: 'outbox",
        ),
        ("en__status_DOT_j2", OWN + "{% block lead %}", "status.j2:3: Unexpected end of template"),
        ("en__status_DOT_j2", OWN + "{% if %}", "status.j2:3: Expected an expression"),
        (
            "en__status_DOT_j2",
            OWN + "{% block lead %}{{ reference | shout }}{% endblock %}",
            "status.j2:3: No filter named 'shout'",
        ),
        (
            "en__status_DOT_j2",
            OWN + "{% block lead %}{{ due_on | long_date }}{% endblock %}",
            "status.j2:3: long_date",
        ),
        (
            "en__status_DOT_j2",
            OWN + '{% block lead %}{{ status | phrase("moods") }}{% endblock %}',
            "status.j2:3: words",
        ),
        ("en__status_DOT_j2", OWN + "{% block lead %}{{ clinic.__class__ }}{% endblock %}", "unsafe"),
        ("en__status_DOT_j2", OWN.replace("{{ reference }}", ""), "the subject must hold"),
        (
            "en__status_DOT_j2",
            OWN + "{% block lead %}{{ 1 / asks | length }}{% endblock %}",
            "status.j2:3: division",
        ),
        (
            "en__status_DOT_j2",
            OWN + "{% block lead %}{{ due_on + 1 }}{% endblock %}",
            "status.j2:3: unsupported",
        ),
        (
            "en__status_DOT_j2",
            OWN + "{% block lead %}{{ clinic.fax | unbroken }}{% endblock %}",
            "status.j2:3: unbroken",
        ),
        ("en__status_DOT_j2", OWN.replace("Case", "Case " * 40), "the subject must be one line"),
        ("en__status_DOT_j2", '{% extends "en/bse.j2" %}', "en/bse.j2 is missing"),
        ("en__status_DOT_j2", '{% extends "en/base.j2" %}', "en/status.j2: defines no block lead"),
        ("en__status_DOT_j2", OWN + "Lost words.", "status.j2:3: text outside of a block is never shown"),
        (
            "en__status_DOT_j2",
            OWN + "\n{% block led %}x{% endblock %}",
            "status.j2:4: no layout or template uses",
        ),
        ("en__stauts_DOT_j2", OWN, "stauts.j2: is not a template name"),
        ("en__deep__status_DOT_j2", OWN, "status.j2: is not a template name"),
        ("readme_DOT_txt", "hello", "readme.txt: is not a template name"),
        ("en__asks_DOT_yaml", "a: 1\nb: [\n", "asks.yaml:3: "),
        ("en__asks_DOT_yaml", "- a\n", "asks.yaml:1: must be a mapping"),
        (
            "en__asks_DOT_yaml",
            "\npatient.bod:\n  missing: x\n  fix: y\n",
            "asks.yaml:2: patient.bod is not a field",
        ),
        (
            "en__asks_DOT_yaml",
            "patient.dob:\n  missing: x\n",
            "asks.yaml:1: patient.dob: fix: Field required",
        ),
        (
            "en__asks_DOT_yaml",
            "patient.dob:\n  missing: x\n  fix: '{{ oops }}'\n",
            "asks.yaml:1: patient.dob: 'oops' is",
        ),
        (
            "en__asks_DOT_yaml",
            "needed_by: {missing: x, fix: y}\nneeded_by: {missing: x, fix: y}\n",
            "asks.yaml:2: ",
        ),
        ("en__words_DOT_yaml", "papers:\n  form: a\n  scroll: b\n", "words.yaml:3: papers.scroll"),
        ("en__words_DOT_yaml", "pages:\n  other: many\n", "words.yaml:2: pages.other: "),
        ("en__words_DOT_yaml", "hedings:\n  about: x\n", "words.yaml:1: hedings: "),
        ("xx__words_DOT_yaml", "", "xx"),
        ("layout_DOT_html_DOT_j2", "{{ oops }}", "layout.html.j2:1: unknown variable oops"),
    ],
)
def test_a_slip_stops_the_start_with_file_line_and_message(
    tmp_path: Path, name: str, content: str, expected: str
) -> None:
    folder = _folder(tmp_path, **{name: content})

    with pytest.raises(ConfigError) as refusal:
        Templates.load(folder)

    assert expected in str(refusal.value)


def test_a_new_language_without_all_its_words_stops_the_start(tmp_path: Path) -> None:
    folder = _folder(tmp_path, fr__base_DOT_j2="")
    with pytest.raises(ConfigError, match="the language fr needs it"):
        Templates.load(folder)

    words = (SHIPPED / "en" / "words.yaml").read_text("utf-8")
    without_papers = re.sub(r"papers:\n(  .*\n)+", "papers: {}\n", words)
    with pytest.raises(ConfigError, match=r"words\.yaml:16: papers: .*no phrase for: message, form, letter"):
        Templates.load(_folder(tmp_path, fr__words_DOT_yaml=without_papers))

    (tmp_path / "fr" / "words.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match=r"words\.yaml: cannot be read"):
        Templates.load(tmp_path)


def test_a_missing_folder_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is not a folder"):
        Templates.load(tmp_path / "none")


def test_editors_leftovers_are_passed_over(tmp_path: Path) -> None:
    folder = _folder(tmp_path, en__status_DOT_j2=OWN)
    (folder / "en" / "status.j2~").write_text("{% broken")
    (folder / ".git").mkdir()

    assert Templates.load(folder).languages == LANGUAGES


@pytest.mark.parametrize(("language", "planned"), [("en", "planned for"), ("es", "previsto para")])
def test_a_closed_request_promises_no_further_message(language: str, planned: str) -> None:
    facts = sample(Situation.STATUS).model_copy(update={"status": RequestStatus.CLOSED})

    assert planned not in " ".join(TEMPLATES.render(Situation.STATUS, language, facts).text.split())


@pytest.mark.parametrize(
    "situation", [Situation.CLARIFICATION, Situation.ATTACHED_REPLY, Situation.ALREADY_HERE]
)
def test_what_came_on_the_day_of_the_request_is_not_called_an_addition(situation: Situation) -> None:
    facts = sample(situation)
    first_day = facts.model_copy(update={"latest_on": facts.received_on})
    later = facts.model_copy(update={"latest_on": date(2026, 3, 9)})

    assert "March 9, 2026" in TEMPLATES.render(situation, "en", later).text
    assert "What you sent on" not in TEMPLATES.render(situation, "en", first_day).text
