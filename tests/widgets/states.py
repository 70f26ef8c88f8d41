"""Generated states for any widget, from its own declaration of controls."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from widgets.kit.controls import declared
from widgets.kit.working import named

HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "nan", "inf", "-inf", "1e999", "-1e999", "1e9", "--1", "0x10", "1_0", "٣",
            "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "\x00", "\ud800",
            "\u202e", "a" * 5000, "9" * 5000, "default", "beta:nan", ";;;", ":", "pin:default",
            "step:1e9;seed:x", "0", "1",
        ]
    ),
)  # fmt: skip

patient = settings(
    max_examples=min(settings().max_examples, 70),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
"""For tests that draw a picture for each state, at their own pace."""


def texts(owner, *, hostile):
    """Texts for the controls that a dataclass declares: such as a form gives, or anything."""
    fields = {name: _text(control) for name, control in declared(owner).items()}
    if hostile:
        fields = {name: st.one_of(HOSTILE, usual) for name, usual in fields.items()}
        extra = st.dictionaries(st.text(max_size=12), HOSTILE, max_size=2)
        return st.builds(lambda a, b: {**b, **a}, st.fixed_dictionaries({}, optional=fields), extra)
    return st.fixed_dictionaries({}, optional=fields)


def names(control):
    """The names of all the numbers that a control can open."""
    return [named(key, at) for key, most in control.numbers for at in range(min(most, 1), most + 1)]


def _text(control):
    match control.kind:
        case "slider":
            values = st.floats(control.low, control.high)
            return (st.just(0.0) | values if control.zero else values).map(control.text)
        case "stepper" | "seed" | "step":
            return st.integers(control.low, control.high).map(str)
        case "choice" | "prediction":
            return st.sampled_from([value for value, _ in control.options])
        case "toggle":
            return st.sampled_from(["0", "1"])
        case "flips":
            places = st.lists(st.integers(1, control.most), unique=True, max_size=12)
            return places.map(lambda found: control.text(tuple(sorted(found))))
        case "mixture":
            cuts = st.lists(st.integers(1, 998), min_size=2, max_size=2, unique=True)
            return cuts.filter(lambda c: len(control.parts) == 3 and abs(c[0] - c[1]) > 0).map(
                lambda c: control.text((min(c) / 1000, abs(c[0] - c[1]) / 1000, 1 - max(c) / 1000))
            )
        case "opened":
            return st.sampled_from(["", *names(control)])
        case "text":
            return st.text(max_size=80).map(control.parse)
        case "pin":
            return st.sampled_from(["", "default", "seed:3", "step:10;seed:4"])
    raise AssertionError(f"no states are generated for controls of kind {control.kind!r}")
