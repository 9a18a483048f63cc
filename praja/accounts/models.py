"""Accounts: who may sign in. What an account may do stands in `access`."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now


class UserManager(BaseUserManager["User"]):
    """Makes accounts."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """Make an account; without a password nobody can sign in until one is set by a one-time code."""
        user = self.model(username=username, **fields)
        user.email = (fields.get("email") or "").strip().lower() or None
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)


class User(AbstractBaseUser):
    """An account. `username` is the NIP of an employee, or a name chosen for somebody without one."""

    class Theme(models.TextChoices):
        SISTEM = "sistem", "Seperti perangkat"
        TERANG = "terang", "Terang"
        GELAP = "gelap", "Gelap"

    number = models.UUIDField(unique=True, db_default=RandomUUID(), editable=False)
    """By which addresses of pages name the account: neither its NIP nor a number that can be counted on."""
    username = models.CharField("NIP atau nama akun", max_length=60, unique=True)
    email = models.EmailField("surel", null=True, blank=True)
    name = models.CharField("nama", max_length=200)
    is_active = models.BooleanField("boleh masuk", default=True)
    language = models.CharField(
        max_length=2, choices=[("id", "Bahasa Indonesia"), ("en", "English")], default="id"
    )
    theme = models.CharField(max_length=6, choices=Theme.choices, default=Theme.SISTEM)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    sessions_end = models.DateTimeField(null=True, blank=True, editable=False)
    """Sessions that began before this moment are over: the person was disabled, moved, or asked for it."""
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    """When it was last closed because its person had left; an admin may have enabled it again since."""
    second_step_counter = models.BigIntegerField(null=True, blank=True, editable=False)
    """The time step of the last code of the second step that was used; no code up to it is good again."""

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email", condition=Q(email__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class OneTimeCode(models.Model):
    """A code that an officer hands over, or the link of the first start: it sets a password once."""

    class Purpose(models.TextChoices):
        PERTAMA = "pertama", "administrator pertama"
        SANDI = "sandi", "menetapkan kata sandi"

    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="codes")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    digest = models.CharField(max_length=64, unique=True)
    """Of the code, keyed with the secret of this installation; the code itself is stored nowhere."""
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)


class Note(models.Model):
    """A note that all processes of the site share for a while: a code that was used, how often one has tried.

    Django's cache keeps them; its table is a model here so that it comes with the others.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)
