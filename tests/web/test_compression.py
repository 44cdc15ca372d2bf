import gzip
import io

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from courtepointe.web import compression

LONG = ("<p>Les familles du quartier " + "se rencontrent souvent. " * 40).encode()


def answer(response, accepts="br, gzip;q=0.8"):
    request = RequestFactory().get("/", headers={"Accept-Encoding": accepts})
    return compression.compress(lambda _: response)(request)


def test_a_long_page_is_compressed_and_reads_the_same():
    response = answer(HttpResponse(LONG))
    assert response["Content-Encoding"] == "gzip"
    assert int(response["Content-Length"]) == len(response.content) < len(LONG)
    assert gzip.decompress(response.content) == LONG


@pytest.mark.parametrize("kind", ["application/json", "image/svg+xml", "text/plain; charset=utf-8"])
def test_other_texts_are_compressed_too(kind):
    assert answer(HttpResponse(LONG, content_type=kind)).has_header("Content-Encoding")


@pytest.mark.parametrize("accepts", ["", "br", "gzip;q=0", "identity", "gzip; q=0.0, br"])
def test_who_does_not_accept_it_gets_the_page_as_it_is(accepts):
    response = answer(HttpResponse(LONG), accepts)
    assert response.content == LONG
    assert response["Vary"] == "Accept-Encoding"


def test_short_pages_images_and_streams_are_left_alone():
    for response in (
        HttpResponse(b"<p>short"),
        HttpResponse(LONG, content_type="image/png"),
        StreamingHttpResponse(iter([LONG]), content_type="text/html"),
        FileResponse(io.BytesIO(LONG), content_type="text/plain"),
    ):
        assert not answer(response).has_header("Content-Encoding")


def test_what_is_already_encoded_is_left_alone():
    response = HttpResponse(LONG, headers={"Content-Encoding": "br"})
    assert answer(response).content == LONG


def test_the_size_of_a_page_does_not_tell_what_it_holds():
    assert len({len(compression.gzip(LONG)) for _ in range(60)}) > 5


def test_the_tag_of_a_compressed_page_is_weak():
    assert answer(HttpResponse(LONG, headers={"ETag": '"abc"'}))["ETag"] == 'W/"abc"'
