"""Kinds of arrays that computations hand on: numbers, positions and counts, yes and no."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
#: Numbers of double or of single precision: a thousand draws at once take half the memory.
Reals = NDArray[np.floating]
