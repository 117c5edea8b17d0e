"""Everything on paper: the bags of slips, and the way to letters, poster, shared machine and meeting."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from samspill.errors import UsageError
from samspill.language import say
from samspill.terms import Language
from samspill_web.collection.ballots.secret import NoSecretError
from samspill_web.collection.channels.handing_over import pdf
from samspill_web.collection.channels.letter.recipients import listed, main_group
from samspill_web.collection.channels.occasion import Occasion, occasion_of
from samspill_web.collection.channels.poster.papers import Size
from samspill_web.collection.channels.slips import services
from samspill_web.collection.channels.slips.forms import BagForm
from samspill_web.collection.channels.slips.papers import slips as slips_of
from samspill_web.collection.models import Bag
from samspill_web.kernel import audit
from samspill_web.kernel.speech import reader, told, wrongs
from samspill_web.projects.access import Request, for_project
from samspill_web.projects.enums import EDITORS
from samspill_web.projects.models import Project
from samspill_web.projects.views.pages import show


@for_project(EDITORS)
@require_safe
def slips(request: Request, project: Project) -> HttpResponse:
    """Show the bags of the wave, and what else there is on paper."""
    return _page(request, project)


@for_project(EDITORS)
@require_POST
def make_bag(request: Request, project: Project) -> HttpResponse:
    """Make a bag of slips."""
    occasion = occasion_of(project)
    if occasion is None or occasion.wave is None:
        messages.error(request, told("paper.not_launched"))
        return redirect("slips", project_id=project.pk)
    form = BagForm(request.POST, groups=_groups(occasion))
    if not form.is_valid():
        return _page(request, project, form, 422)
    wanted = form.cleaned_data
    try:
        bag = services.make_bag(occasion, wanted["node"], wanted["number"], wanted["reason"], by=request.user)
    except UsageError as error:
        about_reason = error.problems[0].code.startswith("paper.slips.reason.")
        form.add_error("reason" if about_reason else None, wrongs(error))
        return _page(request, project, form, 422)
    messages.success(request, told("paper.slips.made", group=occasion.name(bag.node, reader())))
    return redirect("slips", project_id=project.pk)


@for_project(EDITORS)
@never_cache
@require_POST
def print_slips(request: Request, project: Project, bag_id: int) -> HttpResponse:
    """Make the sheets of a bag: the same codes each time, in another order. They are on no disk here."""
    bag, occasion = get_object_or_404(project.bags, pk=bag_id), occasion_of(project)
    if occasion is None or occasion.wave is None or occasion.number != bag.wave:
        messages.error(request, told("paper.not_launched"))
        return redirect("slips", project_id=project.pk)
    given = request.POST.get("language", "")
    language = Language(given) if given in occasion.languages else occasion.languages[0]
    try:
        made = slips_of(occasion, bag, language)
    except NoSecretError:
        messages.error(request, told("paper.no_secret"))
        return redirect("slips", project_id=project.pk)
    audit.record("slips.printed", request.user, project.tenant_id, project.pk, wave=bag.wave, node=bag.node, count=bag.number)
    return pdf(made, "slips")


@for_project(EDITORS)
@require_POST
def withdraw_bag(request: Request, project: Project, bag_id: int) -> HttpResponse:
    """Take a bag back."""
    bag, occasion = get_object_or_404(project.bags, pk=bag_id), occasion_of(project)
    group = occasion.name(bag.node, reader()) if occasion else bag.node
    try:
        services.withdraw_bag(bag, by=request.user)
    except UsageError as error:
        messages.error(request, " ".join(wrongs(error)))
    else:
        messages.success(request, told("paper.slips.withdrawn", group=group))
    return redirect("slips", project_id=project.pk)


def _page(request: Request, project: Project, form: BagForm | None = None, status: int = 200) -> HttpResponse:
    occasion = occasion_of(project)
    context: dict[str, object] = {"occasion": occasion}
    if occasion is not None:
        languages = [(tag.value, say("terms.language", tag)) for tag in occasion.languages]
        context |= {"languages": languages, "sizes": [(size.value, size.value.upper()) for size in Size]}
        context |= {"launched": occasion.wave is not None, "form": form or BagForm(groups=_groups(occasion))}
        context |= {"bags": _bags(occasion), "may_withdraw": not occasion.opened}
    return show(request, project, "slips", "collection/paper/slips.html", context, status=status)


def _groups(occasion: Occasion) -> list[tuple[str, str]]:
    return [(str(node), occasion.name(str(node), reader())) for node in occasion.nodes]


def _bags(occasion: Occasion) -> list[tuple[Bag, str, int]]:
    """Return the bags of the wave, each with its group and how many of that group are on the list as well."""
    if occasion.wave is None:
        return []
    bags = list(occasion.project.bags.filter(wave=occasion.number))
    groups = [main_group(person) for person in listed(occasion)] if bags else []
    return [(bag, occasion.name(bag.node, reader()), groups.count(bag.node)) for bag in bags]
