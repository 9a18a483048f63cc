"""The only writers of people's records: each checks who may, does one thing at once, and records it."""

from praja.people.actions.ending import end_status, preview_end, undo_end
from praja.people.actions.family import (
    add_award,
    add_education,
    add_family_member,
    add_training,
    allowance_to_end,
    change_family_member,
    withdraw_family_member,
    withdraw_record,
)
from praja.people.actions.identity import (
    change_identity,
    create_person,
    give_account,
    look_at_nik,
    set_photo,
)
from praja.people.actions.many import preview_sk_for_many, record_sk_for_many
from praja.people.actions.proposals import accept_proposal, cancel_proposal, propose, refuse_proposal
from praja.people.actions.refused import NotAllowed, PersonRefused
from praja.people.actions.sk import Preview, correct_sk, preview_sk, record_sk, withdraw_sk

__all__ = [
    "NotAllowed",
    "PersonRefused",
    "Preview",
    "accept_proposal",
    "add_award",
    "add_education",
    "add_family_member",
    "add_training",
    "allowance_to_end",
    "cancel_proposal",
    "change_family_member",
    "change_identity",
    "correct_sk",
    "create_person",
    "end_status",
    "give_account",
    "look_at_nik",
    "preview_end",
    "preview_sk",
    "preview_sk_for_many",
    "propose",
    "record_sk",
    "record_sk_for_many",
    "refuse_proposal",
    "set_photo",
    "undo_end",
    "withdraw_family_member",
    "withdraw_record",
    "withdraw_sk",
]
