"""Each part says what it means to whoever sees it, hears it or has no scripts."""

from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string

from mutuality.ui import drawings, examples

EVENING = datetime(2026, 5, 12, 19, 30, tzinfo=UTC)


class Ask(forms.Form):
    name = forms.CharField(label="Your name", help_text="Any name.")
    passphrase = forms.CharField(widget=forms.PasswordInput, required=False)
    reads = forms.ChoiceField(choices=[("a", "Words"), ("b", "Turns")], widget=forms.RadioSelect)
    yes = forms.BooleanField(label="I say yes")


def shown(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(minutes=4), "just now"),
        (timedelta(minutes=9), "in the last day"),
        (timedelta(hours=23), "in the last day"),
        (timedelta(hours=25), "in the last two days"),
        (timedelta(days=5), "in the last week"),
        (timedelta(days=40), "a while ago"),
    ],
)
@pytest.mark.parametrize("hour", [0, 8, 12, 23])
def test_time_is_told_gently_and_alike_at_every_hour_of_every_zone(
    ago: timedelta, words: str, hour: int
) -> None:
    now = EVENING.replace(hour=hour, minute=2)
    assert shown("{% gentle_time moment now %}", moment=now - ago, now=now) == words


def test_a_field_ties_its_help_and_its_error_to_the_answer() -> None:
    html = shown("{% field form.name %}", form=Ask({"name": ""}))
    assert 'aria-describedby="id_name-help id_name-error"' in html
    assert 'id="id_name-help"' in html and 'id="id_name-error"' in html
    assert 'aria-invalid="true"' in html


def test_a_field_without_trouble_names_no_error() -> None:
    html = shown("{% field form.name %}", form=Ask({"name": "Ada"}))
    assert 'aria-describedby="id_name-help"' in html
    assert "id_name-error" not in html


def test_help_given_on_the_page_comes_before_the_form_s_own() -> None:
    html = shown('{% field form.name help="As friends call you." %}', form=Ask())
    assert "As friends call you." in html and "Any name." not in html


def test_choices_stand_in_a_named_group() -> None:
    html = shown("{% field form.reads %}", form=Ask())
    assert "<fieldset" in html and "<legend>Reads</legend>" in html


def test_a_passphrase_can_be_shown() -> None:
    assert "<show-passphrase" in shown("{% field form.passphrase %}", form=Ask())


def test_typed_markup_stays_text() -> None:
    html = shown("{% field form.name %}", form=Ask({"name": "<script>x</script>"}))
    assert "<script>" not in html and "&lt;script&gt;" in html


def test_the_summary_links_each_error_to_its_answer_and_says_what_was_kept() -> None:
    html = shown("{% error_summary form %}", form=Ask({"name": ""}))
    assert 'href="#id_name"' in html and 'href="#id_yes"' in html
    assert "Only passphrases have to be typed again" in html


def test_no_summary_stands_where_nothing_went_wrong() -> None:
    good = Ask({"name": "Ada", "reads": "a", "yes": "on"})
    assert shown("{% error_summary form %}", form=good).strip() == ""


def test_summary_links_lead_to_something_on_the_page() -> None:
    form = Ask({})
    html = shown("{% error_summary form %}{% for bound in form %}{% field bound %}{% endfor %}", form=form)
    for bound in form:
        if bound.errors:
            anchor = bound.id_for_label or bound.auto_id
            assert f'href="#{anchor}"' in html and f' id="{anchor}"' in html


@pytest.mark.parametrize(
    ("name", "letter"),
    [("imani", "I"), ("  Sol", "S"), ("~~wren", "W"), ("e\u0301lodie", "E\u0301"), ("!", "!"), ("", "")],
)
def test_an_initial_is_the_first_letter_and_silent(name: str, letter: str) -> None:
    html = shown("{% initial name 0 %}", name=name)
    assert html == f'<span class="initial tint1" aria-hidden="true">{letter}</span>'


@pytest.mark.parametrize(("order", "tint"), [(0, 1), (5, 6), (6, 1), (20, 3)])
def test_tints_come_round_in_the_order_in_which_people_came(order: int, tint: int) -> None:
    assert f'"initial tint{tint}"' in shown("{% initial 'Sol' order %}", order=order)


def test_the_filled_card_has_a_heading_and_a_small_line_above_it() -> None:
    html = shown('{% now heading="A meeting is open" eyebrow=group %}<i>one</i>{% endnow %}', group="<b>")
    assert html.index("&lt;b&gt;") < html.index("<h2>A meeting is open</h2>") < html.index("<i>one</i>")
    assert "eyebrow" not in shown('{% now heading="A meeting is open" %}{% endnow %}')


def test_block_parts_keep_what_is_in_them() -> None:
    source = (
        '{% panel heading="People" %}<i>one</i>{% endpanel %}'
        '{% empty heading="Nothing yet" drawing="cup" %}<i>two</i>{% endempty %}'
        '{% notice kind="care" %}<i>three</i>{% endnotice %}{% actions %}<i>four</i>{% endactions %}'
        "{% reading %}<i>five</i>{% endreading %}{% who_can_read %}<i>six</i>{% endwho_can_read %}"
    )
    html = shown(source)
    for word in ("one", "two", "three", "four", "five", "six"):
        assert f"<i>{word}</i>" in html


def test_values_inside_block_parts_are_escaped_once() -> None:
    html = shown("{% panel heading=name %}{{ name }}{% endpanel %}", name="<b> & Co")
    assert html.count("&lt;b&gt; &amp; Co") == 2


def test_steps_say_in_words_where_one_is() -> None:
    assert "Step 2 of 4: The limits" in shown('{% steps current=2 total=4 label="The limits" %}')


@pytest.mark.parametrize("name", drawings.ICONS)
def test_icons_are_silent_for_screen_readers(name: str) -> None:
    assert 'aria-hidden="true"' in shown("{% icon name %}", name=name)


def test_the_gallery_shows_every_part() -> None:
    html = render_to_string("ui/gallery.html", {**examples.everything(), "csrf_token": "x" * 64})
    for mark in (
        'class="word mine"',
        "<live-feed",
        "<draft-keeper",
        'class="limits"',
        'class="codes"',
        'class="steps"',
    ):
        assert mark in html


def frame(**context: object) -> str:
    return render_to_string("ui/base.html", {"csrf_token": "x" * 64, **context})


def test_every_page_can_be_left_quickly_without_scripts() -> None:
    html = frame()
    assert html.count('href="/exit" rel="nofollow noreferrer"') == 2
    assert "<title>Page</title>" in html
    assert 'href="/support/"' in html


def test_shift_leaves_only_where_the_person_left_it_on() -> None:
    assert 'shift="on"' in frame(shift_leaves=True)
    assert 'shift="off"' in frame(shift_leaves=False)


def test_only_a_signed_in_page_carries_the_form_of_acts() -> None:
    assert 'id="acts"' in frame(person={"name": "Ada"})
    assert 'id="acts"' not in frame(person=None)


def test_a_curtain_hangs_only_on_devices_of_others() -> None:
    assert "<idle-curtain" in frame(curtain=True)
    assert "<idle-curtain" not in frame(curtain=False)


def test_comfort_and_theme_are_markup() -> None:
    html = frame(theme="dark", comfort="calm spacious")
    assert 'data-theme="dark"' in html and 'data-comfort="calm spacious"' in html
