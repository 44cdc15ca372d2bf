"""An address as a square that a telephone reads, drawn as SVG."""

from markupsafe import Markup, escape

BORDER = 4  # squares of white around it: the standard asks for as many


def qr_svg(text: str, title: str) -> Markup:
    """The code of a text, black on white whatever the page's colours; `title` says what it is."""
    import qrcode  # type: ignore[import-untyped]  # noqa: PLC0415  (no start should wait for it)

    code = qrcode.QRCode(border=BORDER, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    matrix = code.get_matrix()
    parts = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            wide = 0
            while x + wide < len(row) and row[x + wide]:
                wide += 1
            if wide:
                parts.append(f"M{x} {y}h{wide}v1h-{wide}z")
            x += max(wide, 1)
    size = len(matrix)
    return Markup(  # noqa: S704  (numbers, and a title that is escaped)
        f'<svg class="qr" viewBox="0 0 {size} {size}" role="img" shape-rendering="crispEdges">'
        f"<title>{escape(title)}</title>"
        f'<path fill="#ffffff" d="M0 0h{size}v{size}H0z"/><path fill="#000000" d="{"".join(parts)}"/></svg>'
    )
