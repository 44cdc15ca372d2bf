"""What is measured, against what, and the page that tells it (docs/performance.md)."""

import datetime as dt
import platform
import statistics
import time
from dataclasses import dataclass
from typing import Any

import django
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

django.setup()

from bench.analysis import fill_analysis
from bench.chain import fill_chain, fill_diagnostic
from bench.data import FULL_YEAR, fill
from bench.first_visit import first_visit
from bench.measure import Figures, Target, measure
from bench.plan import fill_plans, fill_progress, tie_to
from courtepointe import i18n
from courtepointe.meetings.models import Process
from courtepointe.pages import _env

FRAME, PAGE, LIST = 5, 16, 24  # times the floor, in processor time
QUERIES = 10
HTML = 60_000  # bytes
WRITE = 6.0  # milliseconds of processor
VISIT_BYTES, VISIT_REQUESTS = 60_000, 8
FORM = 1.0  # milliseconds
COLD = 1.0  # seconds
TOKEN = "b" * 32
VIEWS = ("grid", "chain", "outline", "timeline", "budget")


@dataclass(frozen=True)
class Row:
    name: str
    address: str
    multiple: int
    fields: dict[str, str] | None = None


@dataclass(frozen=True)
class Prepared:
    rows: list[Row]
    session: str
    frame: str


def prepare() -> Prepared:
    """Fill the database and name the pages to measure."""
    coalition, meeting, session = fill()
    held = coalition.meetings.order_by("on").first()
    assert held is not None
    activity = meeting.activities.get(position=1)
    ballot = fill_analysis(coalition)
    fill_plans(Process.objects.filter(stage="planning"))  # those under way: one in each coalition
    tie_to(ballot.process)
    fill_progress(ballot.process, meeting)
    finding, round_held = fill_chain(ballot.process), fill_diagnostic(ballot.process)
    here = {"coalition": coalition.uid}
    there = {**here, "meeting": meeting.uid}

    def at(name: str, kwargs: dict[str, Any] = here) -> str:
        return reverse(name, kwargs=kwargs)

    rows = [
        Row("Home", at("coalition-home"), PAGE),
        Row("Members: 100 organisations, 200 people", at("members"), LIST),
        Row("Process", at("process"), PAGE),
        Row("The coalition's Outil 2, 60 meetings", at("process-sheet"), LIST),
        Row("A year of 60 meetings", at("year", {**here, "year": FULL_YEAR.year}), PAGE),
        Row("Meetings: 60", at("meetings"), PAGE),
        Row("One meeting", at("meeting", {**here, "meeting": held.uid}), PAGE),
        Row("Agenda of 50", at("agenda", there), LIST),
        Row("Room, agenda of 50", at("room", there), LIST),
        Row("Projected page", at("screen", there), PAGE),
        Row("Minutes", at("minutes", {**here, "meeting": held.uid}), PAGE),
        Row("Decisions: 300", at("decisions"), LIST),
        Row("Follow-ups: 300", at("follow-ups"), LIST),
        Row("History", at("history"), LIST),
        Row("Library", at("coalition-library"), PAGE),
        Row("Analysis", at("analysis"), PAGE),
        Row("Observations: 2,000, sixty on a page", at("observations"), LIST),
        Row("Findings: 300, sixty on a page", at("findings"), LIST),
        Row("Grouping: 2,000 observations, 300 findings", at("grouping"), LIST),
        Row("Ballot of 60 findings", at("ballot", {**here, "ballot": ballot.uid}), PAGE),
        Row("Answer to a ballot of 60", at("ballot-answer", {**here, "ballot": ballot.uid}), PAGE),
        Row("Priorities", at("priorities"), PAGE),
        Row("Choice of factors", at("factors-choice"), PAGE),
        Row("Figures: 133", at("indicators"), LIST),
        Row("Portrait of a system, 133 figures", at("portrait-system", {**here, "system": "child"}), PAGE),
        Row("Services: 300", at("services"), LIST),
        Row("Coverage: 300 services", at("coverage"), PAGE),
        Row("Factor coverage: 100 × 10", at("factor-coverage"), LIST),
        Row("Plan: 6 objectives, 18 transformations, 60 actions", at("plan"), PAGE),
        Row("What the plan lacks: 60 actions", at("plan-gaps"), PAGE),
        *(Row(f"Overview of 60 actions: {view}", at("plan-overview") + f"?view={view}", LIST) for view in VIEWS),
        Row("Progress of 60 actions before a meeting", at("progress", there), LIST),
        Row("Results of 18 transformations", at("results"), PAGE),
        Row("Diagnostic: 18 items talked over", at("diagnostic", {**here, "diagnostic": round_held.uid}), PAGE),
        Row("Trace of the most linked finding", at("trace", {**here, "part": "finding", "thing": finding.uid}), LIST),
        Row(
            "Write: a note",
            at("activity-note", {**there, "activity": activity.uid}),
            PAGE,
            {"csrfmiddlewaretoken": TOKEN, "version": "1", "changed": "note", "note": "Une note de la rencontre."},
        ),
    ]
    return Prepared(rows, session, at("bench-frame"))


def queries_of(row: Row, session: str) -> int:
    """Queries of one page, counted in this process."""
    client = Client(headers={"accept-language": "fr-CA"})
    client.cookies["session"] = session
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(row.address)
    return len(captured)


def run(prepared: Prepared, *, port: int, pid: int, cold: float, requests: int) -> list[str]:
    """Measure everything; gives the lines of docs/performance.md."""
    cookies = {"session": prepared.session, "csrf": TOKEN}

    bare = Target("/bench/floor/", cookies)

    def ask(address: str, fields: dict[str, str] | None = None) -> Figures:
        return measure(port, pid, Target(address, cookies, fields), bare, requests=requests)

    floor, frame = ask(bare.path), ask(prepared.frame)
    measured = [(row, ask(row.address, row.fields)) for row in prepared.rows]
    lines = [*HEAD.format(**facts(requests)).splitlines(), "", TITLES, RULE]
    lines.append(line("Floor: a bare view, no middleware", floor, None, None))
    lines.append(line("Frame: a member's page, nothing in it", frame, FRAME, queries_of_frame(prepared)))
    for row, figures in measured:
        queries = None if row.fields else queries_of(row, prepared.session)
        lines.append(line(row.name, figures, row.multiple, queries, write=row.fields is not None))
    floors = [figures.floor for figures in (floor, frame, *(one for _row, one in measured))]
    lines += ["", f"The floor took {min(floors):.2f} to {max(floors):.2f} ms during this run."]
    return [*lines, "", *others(port, cold)]


def queries_of_frame(prepared: Prepared) -> int:
    return queries_of(Row("", prepared.frame, FRAME), prepared.session)


def facts(requests: int) -> dict[str, Any]:
    return {
        "day": dt.date.today().isoformat(),
        "python": platform.python_version(),
        "django": django.get_version(),
        "requests": requests,
    }


HEAD = """# How fast it is

Written by `./run bench` on {day} (Python {python}, Django {django}, SQLite, 2 cores shared with other work; {requests} requests a
row). Trust the multiples of the floor, measured in the same run, more than the milliseconds.

Volume: one coalition of 100 organisations, 200 people, 60 meetings, 600 agenda items, 300 decisions and 300 follow-ups, 2,000
observations, 300 findings, 300 services, ten factors for each organisation, 133 figures and a plan of 60 actions with
its reports, measures and decisions, in a database of 150 coalitions that have a plan of that size each: 9,000 actions.
Processor time is that of the server process for one request; the delays are those of one client; throughput is that of sixteen clients together. The floor and every page go through the same server and threads;
each of the ten batches of a page is held against the floor measured just before and just after it, since the speed of the
machine drifts within seconds, and the median of the ten multiples is given. The milliseconds are those of the least of the
ten batches: what is above them is what other work on the machine adds. Cold start is the least of three starts.

Targets: the frame within 5 times the floor, main pages within 16, lists of 200 and agendas of 50 within 24; at most 10
queries; a page under 60 kB; a write under 6 ms. **over** marks a target that is missed."""

TITLES = "| page | CPU ms | × floor | target | p50 ms | p95 ms | req/s, 16 clients | queries | HTML kB (gzip) |"
RULE = "|---|--:|--:|--:|--:|--:|--:|--:|--:|"


def line(name: str, figures: Figures, multiple: int | None, queries: int | None, *, write: bool = False) -> str:
    """One row of the table."""
    times = figures.times
    if write:
        target = "< 6 ms" + (" **over**" if figures.cpu > WRITE else "")
    elif multiple is None:
        target = "–"
    else:
        target = f"≤ {multiple}" + (" **over**" if times > multiple else "")
    many = "–" if queries is None else f"{queries}" + (" **over**" if queries > QUERIES else "")
    size = f"{figures.size / 1000:.1f} ({figures.packed / 1000:.1f})" + (" **over**" if figures.size > HTML else "")
    through = f"{figures.throughput:.0f}" if figures.throughput else "–"
    return (
        f"| {name} | {figures.cpu:.2f} | {times:.1f} | {target} | {figures.p50:.1f} | {figures.p95:.1f} "
        f"| {through} | {many} | {size} |"
    )


def others(port: int, cold: float) -> list[str]:
    """First visit, form of 15 fields, cold start."""
    visit, count = first_visit(port)
    form = form_of_fifteen()
    return [
        "| other | measured | target |",
        "|---|--:|--:|",
        f"| First visit, compressed | {visit / 1000:.1f} kB | < {VISIT_BYTES / 1000:.0f} kB{over(visit > VISIT_BYTES)} |",
        f"| First visit, requests | {count} | ≤ {VISIT_REQUESTS}{over(count > VISIT_REQUESTS)} |",
        f"| Form of 15 fields | {form:.2f} ms | < {FORM:.0f} ms{over(form > FORM)} |",
        f"| Cold start, to the first answer | {cold:.2f} s | < {COLD:.0f} s{over(cold > COLD)} |",
    ]


def over(missed: bool) -> str:
    return " **over**" if missed else ""


def form_of_fifteen() -> float:
    """Milliseconds of processor to write a form of 15 fields with our macros, in French; median of 200."""
    from django import forms  # noqa: PLC0415
    from django.utils import translation  # noqa: PLC0415

    names = [f"field_{n}" for n in range(15)]
    made = type("Fifteen", (forms.Form,), {name: forms.CharField(label=name, help_text="Aide") for name in names})
    template = _env().from_string("{{ fields(form) }}")
    spent = []
    with translation.override("fr-ca"):
        i18n.is_french()
        for _ in range(200):
            form = made()
            start = time.process_time()
            template.render(form=form)
            spent.append(time.process_time() - start)
    return statistics.median(spent) * 1000
