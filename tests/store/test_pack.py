"""Values as bytes and back; a byte that is wrong is noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaultkit.model.errors import DamagedError
from vaultkit.store.pack import pack, unpack

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | st.dates().map(str),
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.text() | st.integers(), inner)
    ),
    max_leaves=20,
)


@given(PLAIN)
def test_a_value_comes_back_as_it_was(value: object) -> None:
    assert unpack(pack(value)) == value
    assert type(unpack(pack(value))) is type(value)


@pytest.mark.parametrize("value", ["\ud800 lone", "е\u0308", "\x00", -0.0, 2**80])
def test_what_is_rare_comes_back_too(value: object) -> None:
    assert repr(unpack(pack(value))) == repr(value)


@given(PLAIN, st.data())
def test_a_changed_byte_is_noticed(value: object, data: st.DataObject) -> None:
    packed = bytearray(pack(value))
    at = data.draw(st.integers(0, len(packed) - 1))
    packed[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(DamagedError, match="a record is damaged"):
        unpack(bytes(packed))


@given(PLAIN, st.data())
def test_bytes_that_are_missing_are_noticed(value: object, data: st.DataObject) -> None:
    packed = pack(value)
    with pytest.raises(DamagedError):
        unpack(packed[: data.draw(st.integers(0, len(packed) - 1))])
