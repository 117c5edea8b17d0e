"""Plans that the organisation keeps: the list, a page to write on, and the way in and out as a file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from tomli import loads

from samspill.errors import MeetingError, SamspillError
from samspill.instrument.sheet import name_of
from samspill.reporting.meeting import Template
from samspill.terms import Language
from samspill_web.dialogue import plans
from samspill_web.dialogue.enums import WHO, Act
from samspill_web.dialogue.models import MeetingPlan
from samspill_web.dialogue.plan_forms import CopyForm, PlanTextForm
from samspill_web.instruments.forms import TomlForm
from samspill_web.kernel.speech import reader, told, wrongs
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.models import Project
from samspill_web.projects.views.pages import show

PAGE = "feedback_meeting"


@for_project(WHO[Act.PLAN])
@require_safe
def meeting_plans(request: Request, project: Project) -> HttpResponse:
    """List the plans of the organisation, those that were taken away of late, and those that ship."""
    return _list(request, project, CopyForm(plans=plans.choices(project.tenant_id)))


@for_project(WHO[Act.PLAN])
@require_POST
def copy_meeting_plan(request: Request, project: Project) -> HttpResponse:
    """Make a plan of the organisation out of another plan."""
    form = CopyForm(request.POST, plans=plans.choices(project.tenant_id))
    if form.is_valid():
        given = form.cleaned_data
        try:
            row = plans.copy(project.tenant, given["begin"], given["name"], reader(), request.user)
        except MeetingError as error:
            # A plan that is copied is whole: what can be wrong is its new name.
            form.add_error("name", [line.partition(": ")[2] or line for line in wrongs(error)])
        except SamspillError as error:
            form.add_error(None, wrongs(error))
        else:
            messages.success(request, told("dialogue.plans.made"))
            return redirect("meeting_plan", project_id=project.pk, plan_id=row.pk)
    return _list(request, project, form, status=422)


@for_project(WHO[Act.PLAN])
@require_http_methods(["GET", "HEAD", "POST"])
def bring_meeting_plan(request: Request, project: Project) -> HttpResponse:
    """Bring a plan that somebody has shared."""
    form = TomlForm(request.POST, request.FILES) if request.method == "POST" else TomlForm()
    if request.method == "POST" and form.is_valid():
        try:
            row = plans.bring(project.tenant, form.cleaned_data["text"], request.user)
        except SamspillError as error:
            form.add_error(None, wrongs(error))
        else:
            messages.success(request, told("dialogue.plans.brought"))
            return redirect("meeting_plan", project_id=project.pk, plan_id=row.pk)
    return show(request, project, PAGE, "dialogue/plan_bring.html", {"form": form}, status=422 if form.errors else 200)


@for_project(WHO[Act.PLAN])
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_plan(request: Request, project: Project, plan_id: int) -> HttpResponse:
    """Show a plan part by part, and save it. A button of a part changes the page alone, until the plan is saved."""
    row = _row(project, plan_id)
    table = loads(row.source)
    if request.method != "POST":
        return _one(request, project, row, PlanTextForm.of_plan(table, row.version))
    form = PlanTextForm(request.POST, table=table)
    if "press" in request.POST:
        return _one(request, project, row, form.pressed(request.POST["press"]), unsaved=True)
    return _save(request, project, row, form)


def _save(request: Request, project: Project, row: MeetingPlan, form: PlanTextForm) -> HttpResponse:
    readable, others = form.is_valid(), False
    try:
        # What a field cannot read is told together with what the plan says of the rest.
        plans.write(row, form.apply, form.cleaned_data.get("seen") if readable else None, request.user)
    except MeetingError as error:
        form.refuse(error)
    except plans.ChangedError:
        if readable:
            form.saw(row.version)
            others = True
    else:
        messages.success(request, told("dialogue.plans.saved"))
        return redirect("meeting_plan", project_id=project.pk, plan_id=row.pk)
    return _one(request, project, row, form, status=409 if others else 422, others=others)


@for_project(WHO[Act.PLAN])
@never_cache
@require_safe
def meeting_plan_file(request: Request, project: Project, plan_id: int) -> HttpResponse:
    """Give a plan as a file, to share with others."""
    del request
    row = _row(project, plan_id)
    answer = HttpResponse(row.source, content_type="application/toml; charset=utf-8")
    name = slugify(plans.template_of(row).key) or "plan"
    answer["Content-Disposition"] = f'attachment; filename="{name}.toml"'
    return answer


@for_project(WHO[Act.PLAN])
@require_POST
def remove_meeting_plan(request: Request, project: Project, plan_id: int) -> HttpResponse:
    """Take a plan away; it can be taken back."""
    plans.remove(_row(project, plan_id), request.user)
    messages.success(request, told("dialogue.plans.removed"))
    return redirect("meeting_plans", project_id=project.pk)


@for_project(WHO[Act.PLAN])
@require_POST
def restore_meeting_plan(request: Request, project: Project, plan_id: int) -> HttpResponse:
    """Take back a plan."""
    plans.take_back(get_object_or_404(MeetingPlan, tenant=project.tenant_id, pk=plan_id), request.user)
    messages.success(request, told("dialogue.plans.restored"))
    return redirect("meeting_plans", project_id=project.pk)


def _row(project: Project, plan_id: int) -> MeetingPlan:
    return get_object_or_404(MeetingPlan, tenant=project.tenant_id, gone=None, pk=plan_id)


def _list(request: Request, project: Project, form: CopyForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "own": [(each.row, *_told(each.template, reader())) for each in plans.plans_of(project.tenant_id)],
        "gone": [(each.row, *_told(each.template, reader())) for each in plans.plans_of(project.tenant_id, gone=True)],
        "tenant": project.tenant,
    }
    return show(request, project, PAGE, "dialogue/plans.html", context, status=status)


def _told(plan: Template, language: Language) -> tuple[str, str, int]:
    return plan.name.get_in(language), plan.what.get_in(language) if plan.what else "", plan.minutes


def _one(
    request: Request,
    project: Project,
    row: MeetingPlan,
    form: PlanTextForm,
    *,
    status: int = 200,
    unsaved: bool = False,
    others: bool = False,
) -> HttpResponse:
    context = {
        "plan": row,
        "plan_name": plans.template_of(row).name.get_in(reader()),
        "form": form,
        "writes_in": name_of(reader(), reader()),
        "unsaved": unsaved,
        "others": others,
    }
    return show(request, project, PAGE, "dialogue/plan.html", context, status=status)
