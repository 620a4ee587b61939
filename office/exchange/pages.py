"""The office's pages for what comes in and goes out, and the coordinator's own sheet.

Reading a file and making a workbook take well under a second for a province, so they answer at
once. An import is a preview that writes nothing, then a confirmation that carries the file's rows.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final
from urllib.parse import quote

from fastapi.responses import Response
from sqlalchemy import func, select
from sqlmodel import SQLModel

from handlers.checklist import Bar
from handlers.fiscal_year import bangkok
from handlers.scope import scope_name
from models.agency import Agency, assessed_agencies
from models.deadline import deadlines_of
from office.charts import DayPoint, Goal, Row, bars_chart, progress_chart
from office.exchange.assessment_sheet import assessment_sheet, ready
from office.exchange.memo import Due, memo, thai_digits
from office.exchange.offline import offline_page
from office.exchange.snapshot import Snapshot, snapshot
from office.exchange.uploads import UPLOAD_PAGES
from office.exchange.workbook import workbook
from office.frame import Page, Visit, Who, go

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def hub(visit: Visit) -> Response:
    return visit.show("exchange/hub.html", agencies=assessed_agencies(visit.session))


def to_hub(_: Visit) -> Response:
    return go("/admin/exchange")


def _taken(visit: Visit, agencies: Sequence[Agency]) -> Snapshot:
    return snapshot(visit.session, visit.catalog, agencies, visit.fiscal_year, visit.now)


def _file(name: str, content: bytes, kind: str) -> Response:
    """A download; the Thai name for browsers, a plain one for the rest."""
    plain = "ita" + name[name.rindex(".") :]
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    return Response(content, media_type=kind, headers={"Content-Disposition": disposition})


def _today(visit: Visit) -> date:
    return bangkok(visit.now).date()


def export_all(visit: Visit) -> Response:
    taken = _taken(visit, assessed_agencies(visit.session))
    name = f"ITA-{visit.fiscal_year}-ทั้งจังหวัด-{_today(visit)}.xlsx"
    return _file(name, workbook(visit.catalog, taken), XLSX)


def export_offline(visit: Visit) -> Response:
    taken = _taken(visit, assessed_agencies(visit.session))
    page = offline_page(visit.catalog, taken, visit.desk.province)
    name = f"ITA-{visit.fiscal_year}-ทั้งจังหวัด-{_today(visit)}.html"
    return _file(name, page.encode(), "text/html; charset=utf-8")


def _export_one(visit: Visit, agency: Agency) -> Response:
    name = f"ITA-{visit.fiscal_year}-{agency.code}-{_today(visit)}.xlsx"
    return _file(name, workbook(visit.catalog, _taken(visit, [agency])), XLSX)


def export_agency(visit: Visit) -> Response:
    return _export_one(visit, visit.agency(visit.path["code"]))


def export_mine(visit: Visit) -> Response:
    return _export_one(visit, _home(visit))


def _home(visit: Visit) -> Agency:
    return visit.agency("" if visit.home is None else visit.home.code)


def _sheet(visit: Visit, agency: Agency, base: str) -> Response:
    state = _taken(visit, [agency]).agencies[0]
    sections = assessment_sheet(visit.catalog, state)
    done, total = ready(sections)
    return visit.show(
        "exchange/sheet.html",
        agency=agency,
        sections=sections,
        ready=done,
        total=total,
        base=base,
    )


def sheet(visit: Visit) -> Response:
    agency = visit.agency(visit.path["code"])
    return _sheet(visit, agency, f"/admin/agency/{quote(agency.code, safe='')}")


def my_sheet(visit: Visit) -> Response:
    return _sheet(visit, _home(visit), "/my")


def show_memo(visit: Visit) -> Response:
    agency = visit.agency(visit.path["code"])
    home = visit.home
    dues = [
        Due(row.note or scope_name(visit.catalog, row.scope), row.due_on)
        for row in deadlines_of(visit.session, visit.fiscal_year)
        if row.confirmed
    ]
    letter = memo(
        _taken(visit, [agency]).agencies[0],
        sender=home.name if home is not None else f"สำนักงานจังหวัด{visit.desk.province}",
        phone=home.phone if home is not None else "",
        province=visit.desk.province,
        fiscal_year=visit.fiscal_year,
        dues=dues,
        now=visit.now,
    )
    thai = visit.query.get("digits") == "thai"
    return visit.show(
        "exchange/memo.html",
        memo=letter,
        agency=agency,
        thai=thai,
        n=thai_digits if thai else str,
    )


def charts(visit: Visit) -> Response:
    taken = _taken(visit, assessed_agencies(visit.session))
    sheets = [state.checklist for state in taken.agencies]
    by_indicator = [
        Row(
            f"{one.number}. {one.name}",
            _sum([sheet.claimed(one.items) for sheet in sheets]),
            _sum([sheet.opens(one.items) for sheet in sheets]),
            _sum([sheet.accepted(one.items) for sheet in sheets]),
        )
        for one in visit.catalog.indicators
    ]
    by_agency = [
        Row(
            state.agency.short_name or state.agency.name,
            state.checklist.claimed(),
            state.checklist.opens(),
            state.checklist.accepted(),
        )
        for state in taken.agencies
    ]
    by_agency.sort(key=lambda row: (row.claimed.percent, row.opens.percent))
    goals = [
        Goal(row.due_on, row.note or scope_name(visit.catalog, row.scope))
        for row in deadlines_of(visit.session, visit.fiscal_year)
        if row.confirmed
    ]
    days = _days(visit)
    return visit.show(
        "exchange/charts.html",
        over_time=(
            progress_chart("time", days, goals, _today(visit)),
            progress_chart("time-n", days, goals, _today(visit), narrow=True),
        ),
        indicators=_both("ind", "ความก้าวหน้ารายตัวชี้วัด", by_indicator),
        agencies=_both("ag", "ความก้าวหน้ารายหน่วยงาน", by_agency[:100]),
        left_out=max(0, len(by_agency) - 100),
    )


def _both(ident: str, title: str, rows: Sequence[Row]) -> tuple[str, str]:
    """For a desk and for a phone; the style sheet shows one of them."""
    return (
        bars_chart(ident, title, rows),
        bars_chart(f"{ident}-n", title, rows, narrow=True),
    )


def _sum(bars: Sequence[Bar]) -> Bar:
    return Bar(sum(bar.count for bar in bars), sum(bar.total for bar in bars))


def _days(visit: Visit) -> list[DayPoint]:
    """The nights' figures of the year; how many links were wanted that day was not written down."""
    linked = sum(item.code.startswith("O") for item in visit.catalog.items)
    table = SQLModel.metadata.tables["progress_day"].c
    rows = visit.session.connection().execute(
        select(
            table.day,
            func.sum(table.claimed),
            func.sum(table.opens),
            func.sum(table.accepted),
            func.sum(table.total),
            func.count(),
        )
        .where(table.fiscal_year == visit.fiscal_year)
        .group_by(table.day)
        .order_by(table.day)
    )
    return [
        DayPoint(day, Bar(claimed, total), Bar(opens, linked * count), Bar(accepted, total))
        for day, claimed, opens, accepted, total, count in rows
    ]


PAGES: tuple[Page, ...] = (
    Page("GET", "/admin/exchange", hub, Who.ADMIN),
    Page("GET", "/admin/import", to_hub, Who.ADMIN),
    *UPLOAD_PAGES,
    Page("GET", "/admin/export.xlsx", export_all, Who.ADMIN),
    Page("GET", "/admin/export.html", export_offline, Who.ADMIN),
    Page("GET", "/admin/charts", charts, Who.ADMIN),
    Page("GET", "/admin/agency/{code}/export.xlsx", export_agency, Who.ADMIN),
    Page("GET", "/admin/agency/{code}/sheet", sheet, Who.ADMIN),
    Page("GET", "/admin/agency/{code}/memo", show_memo, Who.ADMIN),
    Page("GET", "/my/sheet", my_sheet, Who.COORDINATOR),
    Page("GET", "/my/export.xlsx", export_mine, Who.COORDINATOR),
)
"""To be mounted before pages with `/admin/agency/{code}/{item}`."""
