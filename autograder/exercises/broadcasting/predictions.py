"""The shapes of the lecture's expressions, predicted before they run."""

import numpy as np

from autograder.exercise import Exercise
from solutions import broadcasting

predict_shapes = Exercise(
    broadcasting.predict_shapes, points=6, name="predict_shapes", module="broadcasting"
)

(
    SHORTER_LEFT,
    FOUR_AND_THREE,
    LAST_AXIS,
    FIRST_AXIS,
    COLUMN,
    MAXIMUM,
    NEW_AXIS,
    SUM,
    KEPT_SUM,
    NUMBER,
) = broadcasting.predict_shapes


def _predicted(table, *expressions):
    """The student's entries; a list of sizes is as good as a tuple."""
    entries = {each: table.get(each, ...) for each in expressions}
    return {
        key: tuple(entry) if isinstance(entry, list) else entry for key, entry in entries.items()
    }


@predict_shapes.check("many axes against fewer")
def _(predict_shapes, rng):
    return _predicted(predict_shapes, SHORTER_LEFT, FOUR_AND_THREE)


@predict_shapes.check("a matrix and a vector")
def _(predict_shapes, rng):
    return _predicted(predict_shapes, LAST_AXIS, FIRST_AXIS)


@predict_shapes.check("a column, and one made with np.newaxis")
def _(predict_shapes, rng):
    return _predicted(predict_shapes, COLUMN, NEW_AXIS)


@predict_shapes.check("divided by a sum, without and with keepdims")
def _(predict_shapes, rng):
    return _predicted(predict_shapes, SUM, KEPT_SUM)


@predict_shapes.check("a single number, as operand and as result")
def _(predict_shapes, rng):
    return _predicted(predict_shapes, MAXIMUM, NUMBER)


def _but(changes):
    """The right table with some entries changed."""
    return {**broadcasting.predict_shapes, **changes}


predict_shapes.misconception(
    "the shapes are lined up from the left; the last axes belong together"
)(
    _but(
        {
            SHORTER_LEFT: (3, 4, 1),
            FOUR_AND_THREE: None,
            LAST_AXIS: None,
            FIRST_AXIS: (5, 4),
            NEW_AXIS: None,
            SUM: (6, 2),
        }
    )
)

predict_shapes.misconception(
    "every difference in size is taken for an error; an axis of size 1 is stretched to fit"
)(
    _but(
        {
            SHORTER_LEFT: None,
            FOUR_AND_THREE: None,
            COLUMN: None,
            NEW_AXIS: None,
            KEPT_SUM: None,
        }
    )
)

predict_shapes.misconception(
    "different numbers of axes are taken for an error; the shorter shape is filled up with 1 in "
    "front"
)(
    _but(
        {
            SHORTER_LEFT: None,
            FOUR_AND_THREE: None,
            LAST_AXIS: None,
            MAXIMUM: None,
            NEW_AXIS: None,
        }
    )
)

predict_shapes.misconception(
    "(5,) and (5, 4) are taken to fit because both hold a 5; the last axes meet, 5 and 4, and "
    "that is an error"
)(_but({FIRST_AXIS: (5, 4)}))

predict_shapes.misconception(
    "sum(axis=1) is taken to leave the shape (6, 1), which would fit; it leaves (6,), and only "
    "keepdims=True keeps the axis"
)(_but({SUM: (6, 2)}))

predict_shapes.misconception(
    "the shape of the sum is given; the quotient has the shape that (6, 2) and (6, 1) broadcast to"
)(_but({KEPT_SUM: (6, 1)}))

predict_shapes.misconception(
    "[:, np.newaxis] is taken to put the new axis in front; it stands at the end, so (3,) becomes "
    "(3, 1)"
)(_but({NEW_AXIS: None}))

predict_shapes.misconception(
    "(7) is the number 7; the tuple of one size is written with a comma, (7,)"
)(_but({MAXIMUM: 7}))

predict_shapes.misconception(
    "np.maximum is taken to find one largest number; it compares entry by entry, and np.max reduces"
)(_but({MAXIMUM: ()}))

predict_shapes.misconception(
    "a single number is given the shape (1,); it has no axis at all, and its shape is ()"
)(_but({NUMBER: (1,)}))

predict_shapes.misconception(
    "a single number is taken to have no shape; its shape is the empty tuple (), and None means "
    "an error"
)(_but({NUMBER: None}))

predict_shapes.misconception(
    "a shape of one of the two operands is given; each axis of the result may come from either"
)(_but({SHORTER_LEFT: (3, 1, 1), FOUR_AND_THREE: (8, 1, 6, 1), NEW_AXIS: (3, 1)}))

predict_shapes.misconception(
    "the two shapes are put side by side, as for an outer product; broadcasting lines them up "
    "from the right and merges them axis by axis"
)(
    _but(
        {
            SHORTER_LEFT: (3, 1, 1, 3, 4),
            FOUR_AND_THREE: (8, 1, 6, 1, 7, 1, 5),
            LAST_AXIS: (5, 4, 4),
            FIRST_AXIS: (5, 4, 5),
            COLUMN: (5, 4, 5, 1),
            NEW_AXIS: (3, 1, 2),
            SUM: (6, 2, 6),
            KEPT_SUM: (6, 2, 6, 1),
        }
    )
)

predict_shapes.misconception(
    "the sizes of an axis are multiplied; sizes that are equal stay as they are"
)(
    _but(
        {
            SHORTER_LEFT: (3, 3, 4),
            LAST_AXIS: (5, 16),
            FIRST_AXIS: (5, 20),
            COLUMN: (25, 4),
            SUM: (6, 12),
            KEPT_SUM: (36, 2),
        }
    )
)

predict_shapes.alternative("lists of sizes")(
    {
        key: None if shape is None else list(shape)
        for key, shape in broadcasting.predict_shapes.items()
    }
)

predict_shapes.alternative("sizes as numpy's integers")(
    {
        key: None if shape is None else tuple(np.array(shape, dtype=int))
        for key, shape in broadcasting.predict_shapes.items()
    }
)

predict_shapes.alternative("in another order")(
    dict(sorted(broadcasting.predict_shapes.items(), reverse=True))
)
