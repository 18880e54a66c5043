"""Machines and people: by fields, by subject, and by the words of an absence notice."""

import pytest

from kulanz.reading import letter


def mail(text: str = "Guten Tag", *, subject: str = "Hallo", **fields: str) -> bytes:
    head = {"From": "Kim <kim@mail.example>", "Subject": subject}
    head |= {name.replace("_", "-"): value for name, value in fields.items()}
    return "".join(f"{name}: {value}\n" for name, value in head.items()).encode() + (
        b"\n" + text.encode()
    )


def kind(raw: bytes) -> str:
    return letter(raw).automatic_kind


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"Auto_Submitted": "auto-replied (vacation)"}, "auto_reply"),
        ({"Auto_Submitted": "auto-generated"}, "machine"),
        ({"Auto_Submitted": "no"}, ""),
        ({"Precedence": "bulk"}, "list"),
        ({"Precedence": "auto_reply"}, "auto_reply"),
        ({"Precedence": "junk"}, "machine"),
        ({"Precedence": "normal"}, ""),
        ({"List_Id": "<news.shop.example>"}, "list"),
        ({"List_Unsubscribe": "<mailto:off@news.example>"}, "list"),
        ({"X_Autoreply": "yes"}, "auto_reply"),
        ({"X_Auto_Response_Suppress": "All"}, "machine"),
        ({"X_Auto_Response_Suppress": "DR, RN"}, ""),
        ({"Return_Path": "<>"}, "machine"),
        ({"Return_Path": "<kim@mail.example>"}, ""),
        ({"X_Priority": "1", "Feedback_ID": "1:2:3"}, ""),
    ],
)
def test_what_the_fields_say_comes_first(fields: dict[str, str], expected: str) -> None:
    assert kind(mail(**fields)) == expected


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Automatische Antwort: Ihre Beschwerde", "auto_reply"),
        ("Automatisch antwoord: uw klacht", "auto_reply"),
        ("Automatic reply: your complaint", "auto_reply"),
        ("Auto-Reply", "auto_reply"),
        ("Réponse automatique : votre demande", "auto_reply"),
        ("Abwesenheitsnotiz", "out_of_office"),
        ("Out of office: your complaint", "out_of_office"),
        ("Afwezig t/m 12 december", "out_of_office"),
        ("Gelesen: Ihre Beschwerde", "receipt"),
        ("Read: your complaint", "receipt"),
        ("Der Zusteller war abwesend", ""),
        ("Automatische Abbuchung trotz Kündigung", ""),
        ("Automatic door broken", ""),
        ("Ich war abwesend, als das Paket kam", ""),
        ("Office chair out of stock", ""),
        ("Lesen Sie das bitte", ""),
    ],
)
def test_what_the_subject_says(subject: str, expected: str) -> None:
    assert kind(mail(subject=subject)) == expected


AWAY = (
    "Guten Tag, ich bin bis zum 12.12. nicht im Büro. In dringenden Fällen hilft Frau Kern.",
    "Vielen Dank für Ihre Nachricht. Ich befinde mich vom 1. bis 9. Mai im Urlaub.",
    "Ich bin derzeit nicht erreichbar. Ihre E-Mail wird nicht weitergeleitet.",
    "Sehr geehrte Damen und Herren, ich bin ab dem 3.1. wieder für Sie da und bis dahin abwesend.",
    "Wir sind vom 24.12. bis 2.1. nicht erreichbar und werden Ihre Anfrage danach beantworten.",
    "Goedendag, ik ben tot en met 12 december afwezig. Neem contact op met mijn collega.",
    "Bedankt voor uw bericht. Ik ben deze week met vakantie.",
    "Ik ben vandaag niet op kantoor. Voor dringende vragen belt u 030 123.",
    "Op dit moment ben ik met verlof. Uw e-mail wordt niet doorgestuurd.",
    "Hello, I am out of the office until Monday. For urgent matters please contact Ann.",
    "Thank you for your e-mail. I'm on annual leave and will reply when I return.",
    "I will be away from 3 to 9 May with limited access to e-mail.",
    "Currently out of office, returning on 12 May.",
)
THERE = (
    "Ich bin bis zum 12.12. im Urlaub, bitte liefern Sie erst danach.",
    "Ihr Fahrer kam, als ich nicht im Büro war. Bitte noch einmal zustellen.",
    "Sie waren telefonisch nicht erreichbar, ich habe es fünfmal versucht. Dringend!",
    "Ich war im Urlaub und finde jetzt eine Mahnung vor. Das ist nicht in Ordnung.",
    "Ihre Vertretung wusste von nichts. Ich bin enttäuscht.",
    "Laut Ihrer Abwesenheitsnotiz sind Sie ab Montag wieder im Büro. Heute ist Mittwoch.",
    "Ik was niet thuis toen de bezorger kwam. Kunt u morgen nog een keer komen?",
    "Ik ben volgende week met vakantie, dus graag daarvoor bezorgen.",
    "Uw collega is al weken niet bereikbaar. Wanneer krijg ik antwoord?",
    "De monteur was afwezig en niemand nam contact met mij op.",
    "I was out of the office when the parcel came. Where is it now?",
    "I am away next week, so please deliver before Friday.",
    "Your office is never reachable, and this is urgent.",
    "You wrote that you are on holiday. My problem is still there.",
    "My mother was on leave when you called.",
)


@pytest.mark.parametrize("text", AWAY)
def test_an_absence_notice_without_any_field_is_known_by_its_words(text: str) -> None:
    assert kind(mail(text)) == "out_of_office"


@pytest.mark.parametrize("text", THERE)
def test_who_writes_of_absence_is_no_machine(text: str) -> None:
    assert kind(mail(text)) == ""


def test_a_long_letter_is_no_notice() -> None:
    assert kind(mail(AWAY[0] + " Das Paket fehlt noch immer." * 60)) == ""
