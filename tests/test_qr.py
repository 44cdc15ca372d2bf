import re

from courtepointe.qr import BORDER, qr_svg


def test_the_code_is_drawn_square_by_square_with_its_white_border() -> None:
    markup = qr_svg("https://exemple.test/q/abc/", 'Code "x" & <y>')
    assert "<title>Code &#34;x&#34; &amp; &lt;y&gt;</title>" in markup
    size = int(re.findall(r'viewBox="0 0 (\d+) \1"', markup)[0])
    drawn = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", markup.split('fill="#000000"')[1])
    dark = {(int(x) + n, int(y)) for x, y, wide in drawn for n in range(int(wide))}
    # The three corners by which telephones find it: seven squares wide, dark at their edge.
    for left, top in ((BORDER, BORDER), (size - BORDER - 7, BORDER), (BORDER, size - BORDER - 7)):
        assert all((left + n, top) in dark and (left, top + n) in dark for n in range(7))
    assert min(min(pair) for pair in dark) == BORDER
    assert "style" not in markup
