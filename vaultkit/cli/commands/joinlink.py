"""``vaultkit joinlink``: how to join a meeting, from its invitation."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from vaultkit.app.input import read_input
from vaultkit.app.joinlink import MOST_BYTES, Field, join_link_form, join_link_in
from vaultkit.cli.command import Command, object_option
from vaultkit.cli.request import request_of
from vaultkit.cli.show import print_json, print_table, print_words
from vaultkit.language.catalog import Catalog
from vaultkit.model.joining import JoinLink

__all__ = ["command_of"]


def command_of(words: Catalog) -> click.Command:
    """The command in a language."""
    return Command(
        "joinlink",
        words=words,
        callback=_joinlink,
        params=[
            click.Argument(["file"], metavar="[FILE]", required=False, default="-"),
            click.Option(
                ["--field"],
                type=click.Choice(["location", "url", "description"]),
                default="description",
                help=words.text("Which field of the invitation the text is; the description."),
            ),
            object_option(words),
        ],
        help=words.text(
            "Read from an invitation, be it text or HTML, in English or Russian, how to join the "
            "meeting: platform, link, meeting id, passcode, numbers to dial, recording, other "
            "links to fall back on. FILE is the invitation's text; without it or as -, standard "
            "input. Passcodes are printed as they are."
        ),
        examples=(
            "vaultkit joinlink invitation.txt",
            "xclip -o | vaultkit joinlink --json | jq -r .url",
        ),
    )


@click.pass_context
def _joinlink(ctx: click.Context, file: str, field: Field, as_json: bool) -> None:
    request = request_of(ctx)
    if file == "-":
        data = sys.stdin.buffer.read(MOST_BYTES + 1)
    else:
        data = read_input(request.folder / file, limit=MOST_BYTES)
    link = join_link_in(data, field=field, where=file)
    if as_json:
        print_json(join_link_form(link))
        return
    rows = list(_rows(link, request.words))
    if not rows:
        print_words(request.words.text("no meeting of a known platform is named"))
    print_table([request.words.text("What"), request.words.text("Value")], rows)


def _rows(link: JoinLink, words: Catalog) -> Iterator[tuple[str, str]]:
    for name, values in (
        (words.text("platform"), (link.platform,)),
        (words.text("link"), (link.url,)),
        (words.text("meeting id"), (link.meeting_id,)),
        (words.text("passcode"), (link.passcode,)),
        (words.text("dial in"), link.dial_in),
        (words.text("recording"), (link.recording_url,)),
        (words.text("fallback"), link.fallback_urls),
    ):
        yield from ((name, value) for value in values if value)
