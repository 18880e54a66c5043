"""Keeping a filter of the inbox under a name, for oneself or for the team."""

from django.db import transaction

from kulanz.desk.actions.record import DeskRefusal
from kulanz.desk.models import Person, SavedView
from kulanz.desk.queries.inbox import Filters, saved_views

MOST_VIEWS = 50


class NameMissing(DeskRefusal):
    """A view without a name cannot be found again."""

    code = "view_needs_a_name"


class TooManyViews(DeskRefusal):
    """The navigation has room for so many."""

    code = "too_many_views"


class NotYours(DeskRefusal):
    """Somebody else's view."""

    code = "not_your_view"


@transaction.atomic
def save_view(*, name: str, filters: Filters, for_team: bool, by: Person) -> SavedView:
    """Keep these filters; a view of the same name and reach is replaced.

    Raises:
        NameMissing, TooManyViews: see there.
    """
    name = " ".join(name.split())[:60]
    if not name:
        raise NameMissing
    if len(saved_views(by)) >= MOST_VIEWS:
        raise TooManyViews
    shared = for_team and by.team_id is not None
    view, _made = SavedView.objects.update_or_create(
        name=name,
        person=None if shared else by,
        team=by.team if shared else None,
        defaults={"query": filters.address()[:300]},
    )
    return view


@transaction.atomic
def forget_view(view_id: int, *, by: Person) -> None:
    """Remove a view of one's own or of one's team.

    Raises:
        NotYours: it is neither.
    """
    view = next((one for one in saved_views(by) if one.pk == view_id), None)
    if view is None:
        raise NotYours
    view.delete()
