"""A person at a browser: what they read and press, in their language, by the words of the program itself."""

import re
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import Page, expect

from tests.journeys.checks import problems_of

CODE = re.compile(r"\d{4}-\d{4}")


@dataclass
class Someone:
    """Someone reading one language in one window."""

    page: Page
    language: str  # fr-ca or en

    def words(self, message: str, **values: object) -> str:
        """The text of the program, as this person reads it."""
        with translation.override(self.language):
            return gettext(message) % values if values else gettext(message)

    def go(self, path: str) -> None:
        self.settles()
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path} answered {answer.status}"

    def opens_as_valid_page(self, path: str) -> None:
        """Open it, and hold it to what every page is held to."""
        self.settles()
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path} answered {answer.status}"
        found = problems_of(self.page, answer.text())
        assert found == [], found

    def press(self, message: str, *, starts: bool = False, first: bool = False, **values: object) -> None:
        """Press the button, or follow the link, that says this."""
        words = self.words(message, **values)
        name = re.compile("^" + re.escape(words)) if starts else words
        target = self.page.get_by_role("button", name=name, exact=True).or_(
            self.page.get_by_role("link", name=name, exact=True)
        )
        (target.first if first else target).click()
        self.settles()

    def settles(self) -> None:
        """What was pressed has its answer: a form that left, one that htmx sends, or an act of the room, which
        the page itself sends."""
        self.page.locator("html:not([data-sending], [data-writing])").wait_for(state="attached")
        self.page.wait_for_load_state()

    def fill(self, name: str, value: str, *, form: str = "main") -> None:
        """Type into the field of this name."""
        self.page.locator(f"{form} [name={name}]").first.fill(value)

    def choose(self, name: str, value: str) -> None:
        """Take an entry of a list, or a radio button, by its value."""
        control = self.page.locator(f"main [name={name}]").first
        if control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(value)
        else:
            self.page.locator(f"main [name={name}][value={value}]").check()

    def sees(self, text: str) -> None:
        """The page says it."""
        expect(self.page.locator("main")).to_contain_text(text)

    def sees_message(self, message: str, **values: object) -> None:
        expect(self.page.locator("body")).to_contain_text(self.words(message, **values))

    def code_from_mail(self, address: str) -> str:
        """Open the mail of the demo in another window, as one opens one's mail program, and read the code."""
        mail = self.page.context.new_page()
        mail.goto("/demo/mail/")
        mail.get_by_role("row").filter(has_text=address).get_by_role("link").first.click()
        found = CODE.search(mail.locator("main").inner_text())
        mail.close()
        assert found, "no code in the mail"
        return found.group()

    def opens_an_account(self, name: str, address: str) -> None:
        self.go("/")
        self.press("Sign in", first=True)
        self.go("/account/signup/")
        self.fill("name", name)
        self.fill("email", address)
        self.press("Open my account")
        self.fill("code", self.code_from_mail(address))
        self.press("Confirm")

    def signs_in_as(self, name: str | None = None, *, place: int = 0) -> None:
        """Take the seat of somebody of the demo's cast (the first one coordinates), and read in one's own language.

        A seat is shared by all tests of a site, and whoever had it last may have changed its language.
        """
        self.go("/")
        seats = self.page.locator("form[action='/demo/sign-in/'] button")
        (seats.filter(has_text=name).first if name else seats.nth(place)).click()
        self.page.wait_for_url("**/c/**")
        self.reads_in_own_language()

    def reads_in_own_language(self) -> None:
        """Change the language of the page, if it is another."""
        own = {"fr-ca": "Français", "en": "English"}[self.language]
        switch = self.page.get_by_role("button", name=own, exact=True)
        if switch.count():
            switch.click()
            self.page.wait_for_load_state()

    @property
    def base(self) -> str:
        """The address of the coalition that is open."""
        found = re.search(r"/c/[0-9a-f-]{36}/", self.page.url)
        assert found, self.page.url
        return found.group()
