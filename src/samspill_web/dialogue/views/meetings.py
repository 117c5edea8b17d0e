"""Meetings of a mapping: making, deciding, showing, printing, and what was written down."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samspill.errors import SamspillError, UsageError
from samspill.render.html import part as rendered
from samspill.render.kinds import Format
from samspill.reporting.meeting import Paper
from samspill.reporting.meeting.agenda import Stage
from samspill.reporting.meeting.screens import steps
from samspill.terms import Audience
from samspill_web.analysis.fetching import may_fetch
from samspill_web.analysis.models import Release
from samspill_web.analysis.reports import Wanted
from samspill_web.analysis.views.release import TYPES
from samspill_web.dialogue import inviting, papers, services
from samspill_web.dialogue.enums import WHO, Act, NoteKind
from samspill_web.dialogue.forms import AttendanceForm, DecideForm, InviteForm, NoteForm, PlanForm
from samspill_web.dialogue.invitation import appointment_of, entry_of, last_sent, sent_earlier
from samspill_web.dialogue.inviting import receivers
from samspill_web.dialogue.links import new_action
from samspill_web.dialogue.models import Meeting, Note
from samspill_web.dialogue.plans import choices
from samspill_web.dialogue.selectors import groups_of, local_start, notes_until, release_row, stage_of, template_of, zone_of
from samspill_web.kernel import audit, clock
from samspill_web.kernel.speech import reader, told, wrongs
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import EDITORS
from samspill_web.projects.models import Project
from samspill_web.projects.views.pages import show

PAGE = "feedback_meeting"


@for_project(WHO[Act.SEE])
@require_safe
def feedback_meeting(request: Request, project: Project) -> HttpResponse:
    """Show the meetings of a mapping, and let who leads them make one."""
    return _list(request, project)


@for_project(WHO[Act.LEAD])
@require_POST
def make_meeting(request: Request, project: Project) -> HttpResponse:
    """Make a meeting after a plan."""
    form = PlanForm(request.POST, plans=choices(project.tenant_id), has_result=release_row(project) is not None)
    if not form.is_valid():
        return _list(request, project, form=form, status=422)
    try:
        made = services.make(project, form.cleaned_data["plan"], request.user)
    except SamspillError as error:
        form.add_error("plan", wrongs(error))
        return _list(request, project, form=form, status=422)
    return redirect("one_meeting", project_id=project.pk, number=made.number)


@for_project(WHO[Act.LEAD])
@require_http_methods(["GET", "HEAD", "POST"])
def one_meeting(request: Request, project: Project, number: int) -> HttpResponse:
    """Show a meeting with its plan and files, and write down what is decided about it."""
    row = _showing(request, project, number)
    form = DecideForm(request.POST or None, meeting=row)
    if request.method == "POST" and form.is_valid():
        try:
            services.decide(row, form.decided, request.user)
        except UsageError as error:
            form.refuse(error, wrongs(error))
        else:
            messages.success(request, told("dialogue.decide.done"))
            return redirect("one_meeting", project_id=project.pk, number=number)
    return _one(request, project, row, form=form, status=422 if form.is_bound else 200)


@for_project(WHO[Act.LEAD])
@require_POST
def attendance(request: Request, project: Project, number: int) -> HttpResponse:
    """Write down how many of each group were there."""
    row = _showing(request, project, number)
    form = AttendanceForm(request.POST, groups=groups_of(row, request.role, reader()))
    if not form.is_valid():
        return _one(request, project, row, came=form, status=422)
    services.count_people(row, form.counts, request.user)
    messages.success(request, told("dialogue.came.done"))
    return redirect("one_meeting", project_id=project.pk, number=number)


@for_project(WHO[Act.LEAD])
@require_safe
def present(request: Request, project: Project, number: int) -> HttpResponse:
    """Show the screens of a meeting: one page that needs nothing more once it is there."""
    row = _showing(request, project, number)
    report = papers.report_of(row, Paper.SCREENS, reader())
    screens = [(section, rendered(report, section, lambda _: "")) for section in report.sections]
    return render(request, "dialogue/present.html", {"report": report, "screens": screens, "meeting": row, "project": project})


@for_project(WHO[Act.LEAD])
@never_cache
@require_safe
def meeting_file(request: Request, project: Project, number: int, paper: str, kind: str) -> HttpResponse:
    """Give a file of a meeting, and write down who took it."""
    row = _showing(request, project, number)
    wanted = next(((part, form) for part, form in papers.offered(row) if (part, form) == (paper, kind)), None)
    if wanted is None:
        raise Http404
    content = papers.file_of(row, *wanted, reader())
    audit.record("meeting.exported", request.user, project.tenant_id, project.pk, meeting=number, format=kind)
    answer = HttpResponse(content, content_type=TYPES[wanted[1]])
    answer["Content-Disposition"] = content_disposition_header(True, papers.file_name(row, *wanted, reader())) or "attachment"  # noqa: FBT003
    return answer


@for_project(WHO[Act.LEAD])
@never_cache
@require_safe
def meeting_invitation(request: Request, project: Project, number: int) -> HttpResponse:
    """Give the meeting as an entry for calendars."""
    row = _showing(request, project, number)
    found = appointment_of(row, stage_of(row, reader()).minutes)
    if found is None:
        raise Http404
    answer = HttpResponse(entry_of(row, found, reader()), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="meeting-{row.number}.ics"'
    return answer


@for_project(WHO[Act.LEAD])
@require_POST
def send_invitation(request: Request, project: Project, number: int) -> HttpResponse:
    """Send the invitation to those who are chosen."""
    row = _showing(request, project, number)
    form = InviteForm(request.POST, counts=receivers(row, stage_of(row, reader()).groups).counts())
    if form.is_valid():
        try:
            count = inviting.send(row, form.cleaned_data["to"], request.user)
        except UsageError as error:
            form.add_error(None, wrongs(error))
        else:
            messages.success(request, told("dialogue.invite.done", n=count) if count else told("dialogue.invite.done_already"))
            return redirect("one_meeting", project_id=project.pk, number=number)
    return _one(request, project, row, invite=form, status=422)


@for_project(WHO[Act.NOTE])
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_notes(request: Request, project: Project, number: int) -> HttpResponse:
    """Show the notes of the groups that somebody may read, and write one down."""
    row = _row(project, number)
    groups = _own_groups(request, row)
    form = NoteForm(request.POST or None, groups=groups)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.note(row, given["group"], NoteKind(given["kind"]), given["text"])
        except UsageError as error:
            form.add_error("text", wrongs(error))
        else:
            messages.success(request, told("dialogue.notes.done"))
            return redirect("meeting_notes", project_id=project.pk, number=number)
    # What a meeting talks about first, and with which dimension, is told to those who may have all of the result.
    talks = stage_of(row, reader()).talks if _may_read(request, row, Audience.LEADERS) else ()
    context = {
        "meeting": row,
        "form": form,
        "groups": [(name, row.notes.filter(group=key)) for key, name in groups],
        "until": notes_until(row).astimezone(zone_of(row)).date(),
        "action": new_action(row, talks[0] if talks else None),
    }
    return show(request, project, PAGE, "dialogue/notes.html", context, status=422 if form.is_bound else 200)


@for_project(WHO[Act.NOTE])
@require_POST
def remove_note(request: Request, project: Project, number: int, note_id: int) -> HttpResponse:
    """Take a note away."""
    row = _row(project, number)
    keys = [key for key, _ in _own_groups(request, row)]
    get_object_or_404(Note, meeting=row, group__in=keys, pk=note_id).delete()
    messages.success(request, told("dialogue.notes.removed"))
    return redirect("meeting_notes", project_id=project.pk, number=number)


def _own_groups(request: Request, row: Meeting) -> list[tuple[str, str]]:
    """Return the groups whose notes somebody may see; a leader whose group is not in the meeting is not let in."""
    groups = _groups(request, row)
    if not groups:
        raise PermissionDenied
    return groups


def _groups(request: Request, row: Meeting) -> list[tuple[str, str]]:
    """Return the groups of a meeting that are somebody's. Where nobody has chosen any the result has, and its days hold."""
    return groups_of(row, request.role, reader()) if row.groups or _may_read(request, row) else []


def _list(request: Request, project: Project, *, form: PlanForm | None = None, status: int = 200) -> HttpResponse:
    leads = request.role.role in EDITORS
    rows = Meeting.objects.filter(project=project).select_related("wave", "project")
    seen = [row for row in rows if leads or _groups(request, row)]
    has_result = release_row(project) is not None
    context = {
        "meetings": [(row, template_of(row).name.get_in(reader()), local_start(row)) for row in seen],
        "leads": leads,
        "form": form or PlanForm(plans=choices(project.tenant_id), has_result=has_result),
        "has_result": has_result,
        "keeps_plans": request.role.role in WHO[Act.PLAN],
    }
    return show(request, project, PAGE, "dialogue/meetings.html", context, status=status)


def _one(
    request: Request,
    project: Project,
    row: Meeting,
    *,
    form: DecideForm | None = None,
    came: AttendanceForm | None = None,
    invite: InviteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    stage = stage_of(row, reader())
    groups = groups_of(row, request.role, reader())
    counts = {each.group: each.count for each in row.attendance.all()}
    initial = {f"group_{place}": counts.get(key) for place, (key, _) in enumerate(groups, start=1)}
    context = {
        "meeting": row,
        "plan_name": stage.meeting.template.name.get_in(reader()),
        "minutes": stage.minutes,
        "starts": local_start(row),
        "steps": [(step, stage.name(step.part)) for step in steps(stage) if step.number == 1],
        "talks": [(talk.name, [stage.result.tell(way.rater, way.target) for way in talk.ways]) for talk in stage.talks],
        "files": [(paper.value, kind.value) for paper, kind in papers.offered(row)],
        "form": form or DecideForm(meeting=row),
        "came": came or AttendanceForm(groups=groups, initial=initial),
        "until": notes_until(row).astimezone(zone_of(row)).date(),
        "action": new_action(row, stage.talks[0] if stage.talks else None),
        **_invitation(row, stage, invite),
    }
    return show(request, project, PAGE, "dialogue/meeting.html", context, status=status)


def _invitation(row: Meeting, stage: Stage, form: InviteForm | None) -> dict[str, object]:
    """Return what the page says of the invitation: that it can be sent, that it was, and whether it still holds."""
    found, last = appointment_of(row, stage.minutes), last_sent(row)
    ahead = found is not None and found.starts > clock.now()
    return {
        "invite": (form or InviteForm(counts=receivers(row, stage.groups).counts())) if ahead or form else None,
        "sent": last,
        "sent_starts": last.starts.astimezone(zone_of(row)) if last else None,
        "earlier": sent_earlier(row, last) if last else 0,
        "outdated": last is not None and (found is None or found.version != last.version),
    }


def _row(project: Project, number: int) -> Meeting:
    return get_object_or_404(Meeting.objects.select_related("project", "wave"), project=project, number=number)


def _showing(request: Request, project: Project, number: int) -> Meeting:
    """Return a meeting for a page that shows of a result what all staff may have, to those who may have that by now."""
    row = _row(project, number)
    if not _may_read(request, row):
        raise PermissionDenied
    return row


def _may_read(request: Request, row: Meeting, audience: Audience = Audience.STAFF) -> bool:
    if row.wave_id is None:
        return True
    release = Release.objects.select_related("wave").get(wave=row.wave_id)
    return may_fetch(release, request.role, Wanted(Format.PPTX.value, reader(), audience))
