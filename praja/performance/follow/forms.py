"""Forms of what follows a plan."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from praja.performance.enums import AkibatHambatan, Arah, JenisHambatan, JenisPembinaan, JenisPeriode, Nilai
from praja.performance.follow.actions import LONGEST
from praja.performance.follow.actions.months import Said
from praja.performance.follow.actions.obstacles import MAY_CHANGE, Decision
from praja.performance.follow.months import Board
from praja.performance.measuring import FigureField
from praja.performance.models import IndicatorVersion, LogEntry, Obstacle, Realisation, Rhk

PHOTO = "image/*,application/pdf"
WEB = ("http", "https")


class UploadField(forms.FileField):
    """A photo or PDF; of an empty file or one with a long name the action speaks, not this."""

    widget = forms.FileInput(attrs={"accept": PHOTO, "data-no-draft": True})

    def __init__(self, **more: Any) -> None:
        """Ask for a photo or PDF that may be left out."""
        super().__init__(required=False, allow_empty_file=True, **more)


class LinkField(forms.URLField):
    """A link to something on the web."""

    def __init__(self, **more: Any) -> None:
        """Ask for a link that may be left out."""
        wrong = {"invalid": gettext_lazy("Salin tautannya utuh, misalnya https://drive.google.com/…")}
        super().__init__(
            required=False, max_length=500, assume_scheme="https", widget=forms.URLInput,
            error_messages=wrong, **more,
        )  # fmt: skip

    def clean(self, value: Any) -> Any:
        """Return the link, of the web alone."""
        text = super().clean(value)
        if text and text.partition(":")[0].lower() not in WEB:
            raise forms.ValidationError(_("Tautan harus dimulai dengan https:// atau http://."))
        return text


def story(label: Any, rows: int = 2, **more: Any) -> forms.CharField:
    """Return a field for a few sentences."""
    return forms.CharField(
        label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class LineForm(forms.Form):
    """What was reached of an indicator in a month; how it is asked for follows from its kind."""

    uraian = story(gettext_lazy("Apa yang dikerjakan"), required=False)
    bukti = UploadField(label=gettext_lazy("Foto atau PDF"))
    tautan = LinkField(label=gettext_lazy("Tautan bukti"))

    def __init__(
        self,
        version: IndicatorVersion,
        reported: Realisation | None,
        *args: Any,
        counted: bool = False,
        logged: bool = False,
        **more: Any,
    ) -> None:
        """Ask for the realisation of an indicator, filled with what is known.

        :param counted: the figure is not the person's to give: only evidence is asked for
        :param logged: the figure follows from the log: only what was done is asked for
        """
        more.setdefault("prefix", f"i{version.indicator_id.hex[:12]}")
        super().__init__(*args, **more)
        self.version = version
        fields: dict[str, forms.Field] = {}
        if counted:
            del self.fields["uraian"]
        elif logged:
            pass
        elif version.direction == Arah.TANGGAL:
            fields["selesai"] = forms.DateField(
                label=gettext_lazy("Selesai pada"), required=False, widget=forms.DateInput(),
                help_text=gettext_lazy("Kosongkan bila belum selesai."),
            )  # fmt: skip
        elif version.direction == Arah.TAHAPAN:
            steps = version.steps if isinstance(version.steps, list) else []
            fields["tahap"] = forms.TypedChoiceField(
                label=gettext_lazy("Tahap terakhir yang selesai"), coerce=int, required=False,
                empty_value=None,
                choices=[("", _("belum diisi")), (0, _("belum ada"))]
                + [(n, f"{n}. {step['text']}") for n, step in enumerate(steps, start=1)],
            )  # fmt: skip
        else:
            unit = f" ({version.measure})" if version.measure else ""
            fields["nilai"] = FigureField(
                label=_("Realisasi bulan ini%(unit)s") % {"unit": unit}, required=False
            )
        self.fields = fields | self.fields
        if reported is not None and not counted:
            self.initial.update(
                selesai=reported.done_on,
                tahap=None if reported.value is None else int(reported.value),
                nilai=reported.value,
                uraian=reported.story,
            )

    def said(self) -> Said:
        """Return what was said."""
        given = self.cleaned_data
        step = given.get("tahap")
        return Said(
            value=given.get("nilai") if step is None else Decimal(step),
            done_on=given.get("selesai"),
            story=given.get("uraian", ""),
            file=given.get("bukti") or None,
            link=given.get("tautan", ""),
        )


class NoteForm(forms.Form):
    """What was reached of an indicator on a day or in a week."""

    uraian = story(gettext_lazy("Apa yang dikerjakan"), required=False)
    bukti = UploadField(label=gettext_lazy("Foto atau PDF"))
    tautan = LinkField(label=gettext_lazy("Tautan bukti"))

    def __init__(
        self, version: IndicatorVersion, entry: LogEntry | None, *args: Any, figure: bool, **more: Any
    ) -> None:
        """Ask what is to be noted of an indicator, filled with what is known.

        :param figure: whether a figure is asked for
        """
        more.setdefault("prefix", f"c{version.indicator_id.hex[:12]}")
        super().__init__(*args, **more)
        self.version = version
        if figure:
            unit = f" ({version.measure})" if version.measure else ""
            number = FigureField(label=_("Realisasi%(unit)s") % {"unit": unit}, required=False)
            self.fields = {"nilai": number, **self.fields}
        if entry is not None:
            self.initial.update(nilai=entry.value, uraian=entry.story)

    def said(self) -> Said:
        """Return what was said."""
        given = self.cleaned_data
        return Said(
            value=given.get("nilai"),
            story=given.get("uraian", ""),
            file=given.get("bukti") or None,
            link=given.get("tautan", ""),
        )


class ReopenForm(forms.Form):
    """Until when a month is opened again, and why."""

    until = forms.DateField(label=gettext_lazy("Terbuka sampai"), widget=forms.DateInput())
    reason = story(gettext_lazy("Alasan"))

    def __init__(self, *args: Any, on: datetime.date, **more: Any) -> None:
        """Offer three days."""
        super().__init__(*args, **more)
        self.initial.setdefault("until", on + datetime.timedelta(days=3))


class TextForm(forms.Form):
    """A few sentences."""

    text = story(gettext_lazy("Tuliskan"), rows=3)

    def __init__(self, *args: Any, label: Any = None, **more: Any) -> None:
        """Ask for it under a label."""
        super().__init__(*args, **more)
        if label is not None:
            self.fields["text"].label = label


class YearForm(forms.Form):
    """The periods of a year."""

    year = forms.TypedChoiceField(label=gettext_lazy("Tahun"), coerce=int)
    kind = forms.ChoiceField(
        label=gettext_lazy("Penilaian berkala"),
        choices=[one for one in JenisPeriode.choices if one[0] != JenisPeriode.TAHUNAN],
        help_text=gettext_lazy("Penilaian tahunan selalu ada di sampingnya."),
    )

    def __init__(self, *args: Any, on: datetime.date, **more: Any) -> None:
        """Offer the years around a day."""
        super().__init__(*args, **more)
        field: Any = self.fields["year"]
        field.choices = [(year, str(year)) for year in range(on.year - 1, on.year + 3)]
        self.initial.setdefault("year", on.year)


class DeadlinesForm(forms.Form):
    """The deadlines of a period."""

    report_by = forms.DateField(label=gettext_lazy("Batas mengisi realisasi"), widget=forms.DateInput())
    rate_by = forms.DateField(label=gettext_lazy("Batas menilai"), widget=forms.DateInput())
    reason = story(gettext_lazy("Alasan"))


class SentForm(forms.Form):
    """A form that counts once even if it is sent twice."""

    kirim = forms.UUIDField(widget=forms.HiddenInput(), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        """Give the form a name of its own."""
        super().__init__(*args, **more)
        self.initial.setdefault("kirim", uuid.uuid4())


# --- obstacles


class ObstacleForm(SentForm):
    """What stands in the way of a result."""

    rhk = forms.ChoiceField(label=gettext_lazy("Hasil kerja yang terhambat"))
    kind = forms.ChoiceField(label=gettext_lazy("Sebabnya"), choices=JenisHambatan.choices)
    text = story(gettext_lazy("Apa yang terjadi dan apa yang dibutuhkan?"), rows=3)
    since = forms.DateField(label=gettext_lazy("Sejak kapan"), widget=forms.DateInput())
    photo = UploadField(label=gettext_lazy("Foto atau PDF"))

    def __init__(self, *args: Any, board: Board, on: datetime.date, **more: Any) -> None:
        """Offer the results and indicators of a month."""
        super().__init__(*args, **more)
        field: Any = self.fields["rhk"]
        choices: list[Any] = [("", _("Pilih…"))]
        for rhk, lines in board.groups:
            whole = [(str(rhk.rhk_id), _("seluruh hasil ini"))]
            parts = [(f"{rhk.rhk_id}/{line.version.indicator_id}", line.version.text) for line in lines]
            choices.append((rhk.text, parts + whole))
        field.choices = choices
        self._lines = {line.version.indicator_id: line for line in board.lines}
        self._rhk = {str(rhk.rhk_id): rhk for rhk, _lines in board.groups}
        self.initial.setdefault("since", on)

    def of_what(self) -> dict[str, Any]:
        """Return the result, and the indicator where one was chosen."""
        rhk, _slash, indicator = self.cleaned_data["rhk"].partition("/")
        line = self._lines.get(uuid.UUID(indicator)) if indicator else None
        return {"rhk": self._rhk[rhk].rhk, "indicator": line.version.indicator if line else None}


class DecisionForm(forms.Form):
    """What the appraiser decides on an obstacle."""

    accepted = forms.ChoiceField(
        label=gettext_lazy("Keputusan"),
        choices=[("ya", gettext_lazy("Diterima")), ("tidak", gettext_lazy("Ditolak"))],
        widget=forms.RadioSelect,
    )
    reason = story(gettext_lazy("Alasan"))
    owner = forms.ChoiceField(
        label=gettext_lazy("Ditangani oleh"),
        required=False,
        help_text=gettext_lazy("Isi bila diterima."),
    )
    due = forms.DateField(
        label=gettext_lazy("Paling lambat"), required=False, widget=forms.DateInput(),
        help_text=gettext_lazy("Isi bila diterima."),
    )  # fmt: skip

    def __init__(
        self,
        obstacle: Obstacle,
        version: IndicatorVersion | None,
        *args: Any,
        owners: list[tuple[Any, str]],
        on: datetime.date,
        **more: Any,
    ) -> None:
        """Offer who may see to it; and another target where the cause is nobody's own doing."""
        super().__init__(*args, **more)
        field: Any = self.fields["owner"]
        field.choices = [("", _("Pilih…")), *((str(pk), name) for pk, name in owners)]
        self.initial.setdefault("due", on + datetime.timedelta(days=14))
        if version is None or obstacle.kind not in MAY_CHANGE:
            return
        self.fields["effect"] = forms.ChoiceField(
            label=gettext_lazy("Akibat bagi target"), choices=AkibatHambatan.choices, required=False
        )
        self.fields["effective"] = forms.DateField(
            label=gettext_lazy("Akibatnya berlaku sejak"), required=False, widget=forms.DateInput()
        )
        self.initial.setdefault("effective", obstacle.since)
        if version.direction == Arah.TANGGAL:
            self.fields["new_due"] = forms.DateField(
                label=gettext_lazy("Tanggal selesai yang baru"), required=False, widget=forms.DateInput()
            )
            return
        unit = f" ({version.measure})" if version.measure else ""
        self.fields["new_target"] = FigureField(
            label=_("Target yang baru%(unit)s") % {"unit": unit}, required=False
        )
        if version.direction == Arah.RENTANG:
            self.fields["new_target_max"] = FigureField(
                label=gettext_lazy("Batas atas target yang baru"), required=False
            )

    def decision(self, owners: dict[str, Any]) -> Decision:
        """Return what was decided."""
        said = self.cleaned_data
        accepted = said["accepted"] == "ya"
        return Decision(
            accepted=accepted,
            reason=said["reason"],
            owner=owners.get(said.get("owner") or ""),
            due=said.get("due"),
            effect=said.get("effect") or AkibatHambatan.TIDAK_ADA,
            effective=said.get("effective"),
            new_target=said.get("new_target"),
            new_target_max=said.get("new_target_max"),
            new_due=said.get("new_due"),
        )


# --- what is said


class TiedForm(SentForm):
    """Something said of a result or a behaviour."""

    about = forms.ChoiceField(label=gettext_lazy("Tentang"))
    text = story(gettext_lazy("Umpan balik"), rows=4)

    def __init__(self, *args: Any, results: list[tuple[Any, str]], **more: Any) -> None:
        """Offer the results of an SKP and the seven behaviours."""
        super().__init__(*args, **more)
        field: Any = self.fields["about"]
        field.choices = [
            ("", _("Pilih…")),
            (_("Hasil kerja"), [(str(pk), text) for pk, text in results]),
            (_("Perilaku"), list(Nilai.choices)),
        ]
        self._results = {str(pk) for pk, _text in results}

    def tied(self, skp: Any) -> dict[str, Any]:
        """Return the result or the behaviour that was chosen."""
        chosen = self.cleaned_data["about"]
        if chosen in self._results:
            return {"rhk": Rhk.objects.get(pk=chosen, skp=skp), "value": ""}
        return {"rhk": None, "value": chosen}


class AskForm(TiedForm):
    """A question to somebody who knows one's work."""

    asked = forms.ChoiceField(label=gettext_lazy("Kepada"))
    text = forms.CharField(
        label=gettext_lazy("Pertanyaan"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ("asked", "about", "text")

    def __init__(self, *args: Any, people: list[tuple[Any, str]], **more: Any) -> None:
        """Offer those who may be asked."""
        super().__init__(*args, **more)
        field: Any = self.fields["asked"]
        field.choices = [("", _("Pilih…")), *((str(pk), name) for pk, name in people)]


class TalkForm(forms.Form):
    """A talk with its agenda."""

    kind = forms.ChoiceField(label=gettext_lazy("Jenis"), choices=JenisPembinaan.choices)
    day = forms.DateField(label=gettext_lazy("Tanggal"), widget=forms.DateInput())
    agenda = story(gettext_lazy("Yang akan dibicarakan"), rows=3)

    def __init__(self, *args: Any, own: bool, on: datetime.date, **more: Any) -> None:
        """Offer a periodic talk alone to the person."""
        super().__init__(*args, **more)
        if own:
            field: Any = self.fields["kind"]
            field.choices = [one for one in JenisPembinaan.choices if one[0] == JenisPembinaan.TEMU]
        self.initial.setdefault("day", on)


class FollowUpForm(forms.Form):
    """What was agreed in a talk."""

    text = forms.CharField(label=gettext_lazy("Tindak lanjut"), max_length=300)
    owner = forms.ChoiceField(label=gettext_lazy("Dikerjakan oleh"))
    due = forms.DateField(label=gettext_lazy("Paling lambat"), widget=forms.DateInput())

    def __init__(self, *args: Any, people: list[tuple[Any, str]], on: datetime.date, **more: Any) -> None:
        """Offer both."""
        super().__init__(*args, **more)
        field: Any = self.fields["owner"]
        field.choices = [(str(pk), name) for pk, name in people]
        self.initial.setdefault("due", on + datetime.timedelta(days=14))


class ThanksForm(forms.Form):
    """Thanks for somebody's work."""

    person = forms.ChoiceField(label=gettext_lazy("Kepada"))
    value = forms.ChoiceField(
        label=gettext_lazy("Perilaku"), required=False, choices=[("", "---"), *Nilai.choices]
    )
    text = forms.CharField(
        label=gettext_lazy("Ucapan"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Dibaca semua pegawai unit Anda."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: list[tuple[Any, str]], **more: Any) -> None:
        """Offer the others of the unit."""
        super().__init__(*args, **more)
        field: Any = self.fields["person"]
        field.choices = [("", _("Pilih…")), *((str(pk), name) for pk, name in people)]


class SelfReportForm(forms.Form):
    """What a person says of their own period."""

    text = story(gettext_lazy("Uraian Anda"), rows=8, required=False)


# --- counted figures


class SheetForm(forms.Form):
    """A sheet of figures."""

    unit = forms.ChoiceField(label=gettext_lazy("Untuk pegawai unit, dengan semua di bawahnya"))
    file = forms.FileField(
        label=gettext_lazy("Lembar (CSV atau XLSX)"), allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text=gettext_lazy("Kolom: Kode data, NIP atau Kode unit, Bulan (2026-11), Nilai."),
    )  # fmt: skip

    def __init__(self, *args: Any, names: Mapping[Any, str], **more: Any) -> None:
        """Offer units."""
        super().__init__(*args, **more)
        field: Any = self.fields["unit"]
        field.choices = sorted(((str(pk), name) for pk, name in names.items()), key=lambda one: one[1])


class TokenForm(forms.Form):
    """For which system a token is made."""

    name = forms.CharField(label=gettext_lazy("Nama sistem"), max_length=120)
