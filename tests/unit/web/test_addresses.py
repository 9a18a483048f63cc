"""Only addresses of this site are followed."""

import pytest
from django.test import RequestFactory

from praja.web.addresses import is_ours, next_of


@pytest.mark.parametrize("url", ["/", "/pegawai/?q=sari&hal=2", "/pegawai/a%2Fb/", "/organisasi/#pohon"])
def test_ours(url):
    assert is_ours(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://jahat.example/",
        "//jahat.example/",
        "///jahat.example",
        "/\\jahat.example",
        "\\\\jahat.example",
        "/\t/jahat.example",
        "/\n/jahat.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "http:jahat.example",
        " /pegawai/",
        "pegawai/",
    ],
)
def test_not_ours(url):
    assert not is_ours(url)

    request = RequestFactory().post("/pilihan/bahasa/", {"next": url})
    assert next_of(request) == "/"
