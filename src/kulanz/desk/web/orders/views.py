"""Finding an order, noting what is known of it, and joining it to a case."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kulanz.desk.actions.orders import link_order, note_order, unlink_order
from kulanz.desk.models import Case, Order
from kulanz.desk.queries import orders as queries
from kulanz.desk.web.doors import person_of, working_on_case
from kulanz.desk.web.languages import reading
from kulanz.desk.web.orders.forms import FactsForm, NewOrderForm


@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    """Search by number; the latest orders without one."""
    person = person_of(request)
    context = {
        "orders": queries.order_list(person, asked=request.GET.get("q", "").strip()),
        "may_note": queries.may_note_orders(person),
        "may_bring_lists": queries.may_bring_lists(person),
        "section": "orders",
    }
    return render(request, "kulanz/orders/list.html", context)


@require_http_methods(["GET", "POST"])
def new_order(request: HttpRequest) -> HttpResponse:
    """Note an order that nobody has noted before; a known number adds to what is known."""
    if not queries.may_note_orders(person_of(request)):
        raise Http404
    asked = {"number": request.GET.get("number", "")}
    form = NewOrderForm(request.POST or None, order=None, language=reading(), initial=asked)
    if request.method == "POST" and form.is_valid() and _visible(request, form):
        return redirect("order", _noted(request, form, form.cleaned_data["number"]).pk)
    status = 422 if request.method == "POST" else 200
    return render(
        request, "kulanz/orders/new.html", {"form": form, "section": "orders"}, status=status
    )


def _visible(request: HttpRequest, form: NewOrderForm) -> bool:
    """Whether the number is free, or of an order the person may see."""
    number = form.cleaned_data["number"]
    seen = queries.orders_for(person_of(request)).filter(number=number).exists()
    if seen or not Order.objects.filter(number=number).exists():
        return True
    form.add_error("number", _("This order belongs to a case of another team."))
    return False


@require_http_methods(["GET", "POST"])
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of an order, and adding to it."""
    person = person_of(request)
    row = queries.orders_for(person).select_related("customer").filter(pk=pk).first()
    if row is None or (request.method == "POST" and not queries.may_note_orders(person)):
        raise Http404
    form = FactsForm(request.POST or None, order=row, language=reading())
    if request.method == "POST" and form.is_valid():
        _noted(request, form, row.number)
        messages.success(request, _("Noted."))
        return redirect("order", row.pk)
    context = {
        "page": queries.order_page(row, person, language=reading()),
        "form": form,
        "may_note": queries.may_note_orders(person),
        "section": "orders",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "kulanz/orders/order.html", context, status=status)


@require_POST
@working_on_case
def case_orders(request: HttpRequest, case: Case) -> HttpResponse:
    """Say which order the case is about; one nobody has noted yet is noted by its number."""
    person, number, at = person_of(request), request.POST.get("number", "").strip(), timezone.now()
    row = queries.orders_for(person).filter(number=number).first()
    if row is None and (not number or len(number) > queries.NUMBER_LENGTH):
        messages.error(request, _("Which order? Type its number."))
    elif row is None and Order.objects.filter(number=number).exists():
        messages.error(request, _("This order belongs to a case of another team."))
    else:
        row = row or note_order(number=number, facts={}, source=case.number, at=at, by=person)
        link_order(row, case, at=at, by=person)
    return redirect("case", case.number)


@require_POST
@working_on_case
def removal(request: HttpRequest, case: Case, pk: int) -> HttpResponse:
    """The case is not about this order."""
    row = case.orders.filter(pk=pk).first()
    if row is None:
        raise Http404
    unlink_order(row, case, at=timezone.now(), by=person_of(request))
    return redirect("case", case.number)


def _noted(request: HttpRequest, form: FactsForm, number: str) -> Order:
    return note_order(
        number=number,
        facts=form.changed(),
        source=form.cleaned_data["source"] or "form",
        at=timezone.now(),
        by=person_of(request),
    )
