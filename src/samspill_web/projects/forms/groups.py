"""Forms about organisations, sites and groups."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField

from samspill.design.edit.add import add_group, add_organisation, add_site
from samspill.design.edit.entries import Kind, has_sites, strings
from samspill.design.edit.paths import set_value
from samspill_web.kernel.forms import printable
from samspill_web.kernel.speech import told
from samspill_web.projects.drafts import Table
from samspill_web.projects.forms.phrase import PhraseField, written
from samspill_web.projects.forms.plan_form import PlanForm
from samspill_web.projects.relocating import relocated
from samspill_web.projects.tree import Branch, Leaf, Place, names_of, tree_of

LONGEST_NAME = 120
MOST_PEOPLE = 100_000
"""In one group at one site: more is a slip of the keyboard."""


def number_field(label: str, **more: Any) -> forms.IntegerField:
    """Return a field for a number of people."""
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=MOST_PEOPLE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={name: told("groups.size.wrong", most=MOST_PEOPLE) for name in ("invalid", "min_value", "max_value")},
        **more,
    )


class SizesForm(PlanForm):
    """How many people every group has, at every site."""

    def prepare(self) -> None:
        """Add a field for every group at every site of it."""
        for group in tree_of(self.table).groups:
            for place in group.places:
                where = told("groups.size.at", group=group.name, site=place.site_name) if place.site else group.name
                self.fields[place.field] = number_field(where, initial=place.size)

    @classmethod
    def values(cls, table: Table) -> dict[str, Any]:
        """Return the sizes as the plan has them."""
        return {place.field: place.size for place in tree_of(table).places}

    @property
    def branches(self) -> list[tuple[Branch, list[tuple[Leaf, list[tuple[Place, BoundField]]]]]]:
        """The tree with its fields."""
        return [
            (branch, [(leaf, [(place, self[place.field]) for place in leaf.places]) for leaf in branch.groups])
            for branch in tree_of(self.table).branches
        ]

    def apply(self, table: Table) -> Table:
        """Return the plan with these sizes; what the reader did not see is left alone."""
        for group in tree_of(table).groups:
            table = self._sized(table, group)
        return table

    def _sized(self, table: Table, group: Leaf) -> Table:
        seen = [place for place in group.places if place.field in self.data and place.field in self.cleaned_data]
        changed = {place.site: self.cleaned_data[place.field] for place in seen if self.cleaned_data[place.field] != place.size}
        if not changed:
            return table
        path = ("group", group.key, "size")
        if not group.at_sites:
            return set_value(table, path, changed[""])
        entry = next(entry for entry in table["group"] if entry.get("key") == group.key)
        if isinstance(entry.get("size", {}), dict):
            for site, size in changed.items():
                table = set_value(table, (*path, site), size)
            return table
        # One number for every site becomes a number for each.
        sizes = {place.site: changed.get(place.site, place.size) for place in group.places}
        return set_value(table, path, {site: size for site, size in sizes.items() if size is not None})


class PartForm(PlanForm):
    """A form about one organisation, site or group, or a new one (``key`` is empty)."""

    def __init__(self, *args: Any, kind: Kind = "group", key: str = "", reserved: Any = (), **kwargs: Any) -> None:
        self.kind, self.key, self.reserved = kind, key, reserved
        super().__init__(*args, **kwargs)

    @property
    def entry(self) -> Table:
        """What the plan has now; empty for a new one."""
        return next((entry for entry in self.table.get(self.kind, ()) if entry.get("key") == self.key), {})

    def named(self, label: str, **more: Any) -> PhraseField:
        """Return a field for a name."""
        return PhraseField(self.languages, required=True, longest=LONGEST_NAME, label=label, **more)


class NameForm(PartForm):
    """The name of an organisation or a site."""

    def prepare(self) -> None:
        """Add the name."""
        self.fields["name"] = self.named(told(f"groups.{self.kind}.name"), initial=self.entry.get("name"))

    def apply(self, table: Table) -> Table:
        """Return the plan with the name; the key stays."""
        said = self.cleaned_data["name"]
        if self.key:
            before = next((entry.get("name") for entry in table.get(self.kind, ()) if entry.get("key") == self.key), None)
            return set_value(table, (self.kind, self.key, "name"), written(before, said))
        add = add_organisation if self.kind == "organisation" else add_site
        return add(table, written(None, said) or "", self.reserved)[0]


class GroupForm(PartForm):
    """A group: what it is called, where it is, how many are in it, and whether it is asked."""

    def prepare(self) -> None:
        """Add the fields; what concerns sites only where there are sites."""
        entry, sites = self.entry, names_of(self.table, "site")
        organisations = names_of(self.table, "organisation")
        self.fields["name"] = self.named(
            told("groups.group.name"), help_text=told("groups.group.name_help"), initial=entry.get("name")
        )
        self.fields["in_text"] = PhraseField(
            self.languages,
            longest=LONGEST_NAME,
            label=told("groups.group.in_text"),
            help_text=told("groups.group.in_text_help"),
            initial=entry.get("in_text"),
        )
        self.fields["organisation"] = forms.ChoiceField(
            label=told("groups.group.organisation"),
            choices=list(organisations.items()),
            initial=entry.get("organisation"),
        )
        if sites:
            self._prepare_sites(entry, sites)
        self._prepare_sizes(sites)
        self.fields["asked"] = forms.ChoiceField(
            label=told("groups.group.asked"),
            choices=[("yes", told("groups.group.asked_yes")), ("no", told("groups.group.asked_no"))],
            widget=forms.RadioSelect,
            initial="no" if entry.get("asked") is False else "yes",
        )
        self.fields["small_reason"] = forms.CharField(
            label=told("groups.group.small_reason"),
            help_text=told("groups.group.small_reason_help"),
            required=False,
            max_length=300,
            validators=[printable],
            initial=entry.get("small_reason", ""),
        )

    def _prepare_sites(self, entry: Table, sites: dict[str, str]) -> None:
        where = "each" if entry.get("each_site") is True else "some" if has_sites(entry) else "all"
        self.fields["where"] = forms.ChoiceField(
            label=told("groups.group.where"),
            choices=[(each, told(f"groups.group.where_{each}")) for each in ("all", "each", "some")],
            widget=forms.RadioSelect,
            initial=where,
        )
        self.fields["sites"] = forms.MultipleChoiceField(
            label=told("groups.group.sites"),
            help_text=told("groups.group.sites_help"),
            choices=list(sites.items()),
            widget=forms.CheckboxSelectMultiple,
            required=False,
            initial=strings(entry, "sites"),
        )

    def _prepare_sizes(self, sites: dict[str, str]) -> None:
        known = {
            place.site: place.size for group in tree_of(self.table).groups if group.key == self.key for place in group.places
        }
        self.fields["size"] = number_field(
            told("groups.group.size_all" if sites else "groups.group.size"),
            help_text=told("groups.group.size_help"),
            initial=known.get(""),
        )
        for site, name in sites.items():
            self.fields[f"size@{site}"] = number_field(told("groups.group.size_at", site=name), initial=known.get(site))

    def clean(self) -> dict[str, Any]:
        """Check that a group at some sites names them."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("where") == "some" and not data.get("sites"):
            self.add_error("sites", told("groups.group.sites_missing"))
        return data

    @property
    def site_sizes(self) -> list[Any]:
        """The fields for the sizes per site."""
        return [self[name] for name in self.fields if name.startswith("size@")]

    def apply(self, table: Table) -> Table:
        """Return the plan with the group."""
        more = self._more(table)
        if not self.key:
            name = written(None, self.cleaned_data["name"]) or ""
            organisation = self.cleaned_data["organisation"]
            return add_group(table, name, organisation, {**more, "in_text": written(None, self._in_text)}, self.reserved)[0]
        before: Table = next((entry for entry in table.get("group", ()) if entry.get("key") == self.key), {})
        new = {
            "name": written(before.get("name"), self.cleaned_data["name"]),
            "in_text": written(before.get("in_text"), self._in_text),
            "organisation": self.cleaned_data["organisation"],
            **more,
        }
        changed = table
        for field, value in new.items():
            if before.get(field) != value:
                changed = set_value(changed, ("group", self.key, field), value)
        return relocated(table, changed, self.key)

    @property
    def _in_text(self) -> dict[Any, str]:
        return dict(self.cleaned_data["in_text"])

    def _more(self, table: Table) -> Table:
        data = self.cleaned_data
        where = data.get("where", "all")
        sites = list(names_of(table, "site")) if where == "each" else data.get("sites", []) if where == "some" else []
        by_site = {site: data.get(f"size@{site}") for site in sites}
        return {
            "each_site": True if where == "each" else None,
            "sites": data["sites"] if where == "some" else None,
            "size": {site: size for site, size in by_site.items() if size is not None} if sites else data["size"],
            "asked": False if data["asked"] == "no" else None,
            "small_reason": data["small_reason"],
        }
