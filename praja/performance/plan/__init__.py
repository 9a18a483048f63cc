"""The SKP of a person: drafted, proposed, agreed by both, changed by later versions."""
