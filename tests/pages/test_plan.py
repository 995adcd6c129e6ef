"""From pages to what is written."""

from __future__ import annotations

from hashlib import sha256

from vaultkit.model.paths import VaultPath
from vaultkit.model.plan import FileEdit, Plan
from vaultkit.pages.page import Page, page_of
from vaultkit.pages.plan import plan_clean, plan_pages

HOME = page_of(VaultPath("_index/index-home.md"), "# Главная\n")
OLD = page_of(VaultPath("_index/index-home.md"), "# Старая\n")
TAG = page_of(VaultPath("_index/tags/tag-й.md"), "# Тег\n")
MINE = b"# mine\n"


def _sha(data: bytes) -> str:
    return sha256(data).hexdigest()


def _kept(*pages: Page) -> dict[VaultPath, bytes]:
    return {page.path: page.data for page in pages}


def _codes(plan: Plan) -> list[tuple[str, str | None]]:
    return [(each.code, each.path) for each in plan.diagnostics]


def test_pages_that_are_not_there_are_made_in_order_of_the_path() -> None:
    plan = plan_pages([TAG, HOME], {})
    assert [(edit.path, edit.expected, edit.data) for edit in plan.edits] == [
        (HOME.path, None, HOME.data),
        (TAG.path, None, TAG.data),
    ]


def test_equal_bytes_are_not_written() -> None:
    assert plan_pages([HOME, TAG], _kept(HOME, TAG)) == Plan()


def test_a_page_that_differs_is_replaced_if_it_is_still_what_it_was() -> None:
    (edit,) = plan_pages([HOME], _kept(OLD)).edits
    assert (edit.path, edit.expected, edit.data) == (HOME.path, _sha(OLD.data), HOME.data)


def test_line_ends_and_destinations_changed_by_others_are_no_edit_of_a_person() -> None:
    crlf = HOME.data.replace(b"\n", b"\r\n")
    (edit,) = plan_pages([HOME], {HOME.path: crlf}).edits
    assert (edit.expected, edit.data) == (_sha(crlf), HOME.data)


def test_a_page_edited_by_a_person_is_kept_and_reported() -> None:
    plan = plan_pages([HOME], {HOME.path: OLD.data + b"mine\n"})
    assert (plan.edits, _codes(plan)) == ((), [("page-edited", HOME.path)])


def test_a_file_of_a_person_in_a_pages_place_is_kept_and_reported() -> None:
    plan = plan_pages([HOME], {HOME.path: MINE}, note_names=["index-home"])
    assert (plan.edits, _codes(plan)) == ((), [("page-place-taken", HOME.path)])


def test_nothing_is_written_where_something_else_lies_or_below_it() -> None:
    for odd in ("_index/index-home.md", "_index/Index-Home.md"):
        plan = plan_pages([HOME, TAG], {}, occupied=[VaultPath(odd)], note_names=[odd])
        assert [edit.path for edit in plan.edits] == [TAG.path]
        assert _codes(plan) == [("page-place-taken", odd)]
    plan = plan_pages([HOME, TAG], {}, occupied=[VaultPath("_index/Tags")])
    assert [edit.path for edit in plan.edits] == [HOME.path]
    assert _codes(plan) == [("page-place-taken", TAG.path)]


def test_a_page_of_ours_is_never_in_its_own_way() -> None:
    plan = plan_pages([HOME], _kept(OLD), occupied=[VaultPath("_index/Index-Home.md")])
    assert [edit.path for edit in plan.edits] == [HOME.path]


def test_a_note_of_the_same_name_in_another_case_takes_the_place_of_a_page() -> None:
    twin = VaultPath("_index/Index-Home.md")
    for present in ({}, _kept(OLD)):
        plan = plan_pages([HOME], present, occupied=[twin], note_names=[twin, "A/index-home.md"])
        assert _codes(plan) == [("page-place-taken", twin)]
        assert [(edit.path, edit.data) for edit in plan.edits] == [(path, None) for path in present]


def test_pages_of_another_folder_are_removed_unless_a_person_edited_them() -> None:
    old, edited = VaultPath("idx/index-home.md"), VaultPath("idx/tags/tag-й.md")
    plan = plan_pages([HOME], {old: HOME.data, edited: TAG.data + b"mine\n"})
    assert [(edit.path, edit.data) for edit in plan.edits] == [(HOME.path, HOME.data), (old, None)]
    assert _codes(plan) == [("page-edited", edited)]


def test_a_file_of_a_person_elsewhere_in_the_folder_is_not_even_mentioned() -> None:
    files = {VaultPath("_index/моё.md"): MINE}
    assert plan_pages([], files) == Plan()
    assert plan_clean(files) == Plan()


def test_a_page_that_lost_its_reason_is_removed_after_all_is_written() -> None:
    plan = plan_pages([TAG], _kept(HOME))
    assert [(edit.path, edit.expected, edit.data is None) for edit in plan.edits] == [
        (TAG.path, None, False),
        (HOME.path, _sha(HOME.data), True),
    ]


def test_a_page_that_lost_its_reason_but_was_edited_is_kept_and_reported() -> None:
    plan = plan_pages([], {HOME.path: HOME.data + b"mine\n"})
    assert (plan.edits, _codes(plan)) == ((), [("page-edited", HOME.path)])


def test_a_page_that_would_answer_to_a_persons_link_is_not_written() -> None:
    for taken in ({"note_names": ["Index-Home"]}, {"link_keys": ["папка/index-home"]}):
        plan = plan_pages([HOME, TAG], {}, **taken)
        assert [edit.path for edit in plan.edits] == [TAG.path]
        assert _codes(plan) == [("page-name-taken", HOME.path)]
        (other,) = plan.diagnostics[0].args.values()
        assert other in plan.diagnostics[0].message


def test_a_page_whose_name_became_taken_is_removed() -> None:
    (edit,) = plan_pages([HOME], _kept(HOME), link_keys=["index-home"]).edits
    assert edit == FileEdit(HOME.path, _sha(HOME.data), None, edit.reason, "vaultkit")


def test_a_name_given_back_in_another_unicode_form_is_the_same_page() -> None:
    decomposed = VaultPath("_index/tags/tag-и\u0306.md")
    assert plan_pages([TAG], {decomposed: TAG.data}) == Plan()
    stale = page_of(TAG.path, "# Был\n")
    (edit,) = plan_pages([TAG], {decomposed: stale.data}).edits
    assert (edit.path, edit.data) == (decomposed, TAG.data)


def test_a_name_in_another_case_is_given_the_case_that_other_pages_link_to() -> None:
    old = VaultPath("_index/tags/TAG-й.md")
    stale = page_of(TAG.path, "# Был\n")
    for present in (TAG, stale):
        plan = plan_pages([HOME, TAG], {HOME.path: HOME.data, old: present.data})
        assert [(edit.path, edit.expected, edit.data) for edit in plan.edits] == [
            (old, _sha(present.data), None),
            (TAG.path, None, TAG.data),
        ]
    edited = {old: TAG.data + b"mine\n"}
    plan = plan_pages([TAG], edited)
    assert (plan.edits, _codes(plan)) == ((), [("page-edited", old)])
    folder = VaultPath("_index/Tags/tag-й.md")
    assert plan_pages([TAG], {folder: TAG.data}) == Plan()
    mine = [VaultPath("_index/tags/Tag-й.md")]
    assert plan_pages([TAG], {old: TAG.data}, occupied=mine) == Plan()


def test_applying_a_plan_leaves_nothing_to_do() -> None:
    files = _kept(OLD) | {VaultPath("_index/моё.md"): MINE}
    for edit in plan_pages([HOME, TAG], files).edits:
        assert edit.data is not None
        files[edit.path] = edit.data
    assert plan_pages([HOME, TAG], files) == Plan()


def test_cleaning_removes_every_page_nobody_edited() -> None:
    edited = {VaultPath("_index/b.md"): HOME.data + b"mine\n", VaultPath("_index/c.md"): MINE}
    plan = plan_clean(_kept(HOME, TAG) | edited)
    assert [(edit.path, edit.expected, edit.data) for edit in plan.edits] == [
        (HOME.path, _sha(HOME.data), None),
        (TAG.path, _sha(TAG.data), None),
    ]
    assert _codes(plan) == [("page-edited", "_index/b.md")]
