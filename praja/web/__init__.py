"""The shell of the site: base templates, components, navigation, errors. It knows no app."""
