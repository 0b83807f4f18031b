"""What a screen reader and a keyboard find on each page: one outline, named places, errors that are tied to their
questions, an order as it is written, and a focus that is seen."""

import pytest
from playwright.sync_api import Browser, Page

from tests.pictures import Look, Seen, show, showing

pytestmark = [pytest.mark.browser, pytest.mark.looks]

OUTLINE = """() => {
  const found = [], all = (what) => [...document.querySelectorAll(what)].filter(each => each.checkVisibility())
  const levels = all('h1, h2, h3, h4, h5, h6').map(each => Number(each.localName[1]))
  if (levels.filter(level => level === 1).length !== 1 || levels[0] !== 1) found.push(`headings ${levels}`)
  levels.forEach((level, at) => at && level > levels[at - 1] + 1 && found.push(`heading jumps ${levels}`))
  if (all('main').length !== 1) found.push('not one main part')
  const named = each => each.getAttribute('aria-label') ||
    document.getElementById(each.getAttribute('aria-labelledby'))?.textContent
  for (const each of all('nav, section[aria-label], [role=region], [role=navigation]')) {
    if (!named(each)) found.push(`no name: ${each.outerHTML.slice(0, 80)}`)
  }
  const names = all('nav').map(named)
  if (new Set(names).size !== names.length) found.push(`two ways of one name: ${names}`)
  const html = document.documentElement
  if (!html.lang || !['ltr', 'rtl'].includes(html.dir)) found.push('no language or direction')
  const ids = [...document.querySelectorAll('[id]')].map(each => each.id)
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at)
  if (twice.length) found.push(`one name twice: ${twice}`)
  return found }"""

TOLD = """() => {
  const found = [], all = (what) => [...document.querySelectorAll(what)]
  for (const each of all('[aria-describedby], [aria-labelledby]')) {
    const ids = `${each.getAttribute('aria-describedby') ?? ''} ${each.getAttribute('aria-labelledby') ?? ''}`
    for (const id of ids.split(' ').filter(Boolean)) {
      if (!document.getElementById(id)) found.push(`${each.localName} is told by ${id}, which is not there`)
    }
  }
  for (const wrong of all('[aria-invalid=true]')) {
    const told = wrong.closest('[aria-describedby]')?.getAttribute('aria-describedby') ?? ''
    if (!told.split(' ').some(id => id.endsWith('-error'))) found.push(`no sentence for ${wrong.name}`)
  }
  for (const link of all('[role=alert] a[href^="#"]')) {
    const to = document.getElementById(link.hash.slice(1))
    const field = to?.matches('input, textarea, select, fieldset, [tabindex]') ? to : to?.querySelector('input')
    if (!field) found.push(`${link.hash} leads to no question`)
  }
  for (const each of all('[aria-live=assertive]')) found.push(`interrupts: ${each.outerHTML.slice(0, 80)}`)
  const [again] = all('[role=alert].summary')
  if (again && document.activeElement !== again) found.push('focus is not at what is wrong')
  return found }"""

STEPS = """() => {
  const found = [], can = 'a[href], button, input:not([type=hidden]), textarea, select, summary, [tabindex]'
  const shown = each => each.checkVisibility({visibilityProperty: true}) && !each.disabled && each.tabIndex >= 0
  const steps = [...document.querySelectorAll(can)].filter(shown)
  if (steps[0]?.getAttribute('href') !== '#content') found.push('the first step does not skip to the page')
  for (const step of steps) {
    if (step.tabIndex > 0) found.push(`out of order: ${step.outerHTML.slice(0, 80)}`)
    step.focus()
    const here = getComputedStyle(step), name = step.outerHTML.slice(0, 80)
    if (document.activeElement !== step) found.push(`takes no focus: ${name}`)
    else if (here.outlineStyle === 'none' || parseFloat(here.outlineWidth) < 2) found.push(`focus is not seen: ${name}`)
  }
  const turned = each => ['order', 'flexDirection', 'flexFlow'].some(
    kind => /reverse|^-?[1-9]/.test(getComputedStyle(each)[kind]))
  for (const each of [...document.body.querySelectorAll('*')].filter(turned)) {
    if (each.querySelector(can)) found.push(`shown in another order: ${each.outerHTML.slice(0, 80)}`)
  }
  return found }"""


def heard(page: Page) -> list[str]:
    """What is wrong with a page for whoever does not see it, or uses keys."""
    found = page.evaluate(OUTLINE) + page.evaluate(TOLD)
    page.keyboard.press("Tab")  # from here on the browser knows that this person uses keys
    return found + page.evaluate(STEPS)


WRONG = """<!doctype html><body><nav></nav><h2>Two</h2><h4 id=a>Four</h4><p id=a><style>a:focus{outline:none}</style>
<form style="flex-direction:row-reverse;display:flex"><input name=q aria-invalid=true aria-describedby=b tabindex=3>
<a href="#x">x</a></form><p aria-live=assertive><div role=alert tabindex=-1 class=summary><a href="#gone">?</a></div>"""


def test_what_is_wrong_would_be_heard(browser: Browser) -> None:
    with showing(browser, Look("heard", 1280)) as page:
        show(page, Seen("wrong", "http://localhost:9/", WRONG))
        found = " ".join(heard(page))
    for fault in (
        "headings 2,4",
        "heading jumps",
        "not one main part",
        "no name: <nav",
        "no language",
        "one name twice: a",
        "told by b",
        "no sentence for q",
        "#gone leads to no question",
        "interrupts",
        "focus is not at what is wrong",
        "does not skip",
        "out of order",
        "focus is not seen",
        "shown in another order",
    ):
        assert fault in found, (fault, found)


def test_each_page_can_be_heard_and_gone_through_by_keys(browser: Browser, every_page: list[Seen]) -> None:
    found = {}
    with showing(browser, Look("heard", 1280)) as page:
        for seen in every_page:
            show(page, seen)
            if faults := heard(page):
                found[seen.name] = faults
    assert found == {}
