"""Very many two by two matrices and vectors at once, element by element."""

from typing import NamedTuple

import numpy as np

from fourfold.inference.arrays import FloatArray, IntArray


class Pair(NamedTuple):
    """A vector (intercept, slope) at every place of two arrays of one shape."""

    i: FloatArray
    s: FloatArray

    def dot(self, other: "Pair") -> FloatArray:
        """The inner product at every place."""
        return self.i * other.i + self.s * other.s

    def plus(self, other: "Pair", weight: FloatArray | float = 1.0) -> "Pair":
        """This plus a weight times another."""
        return Pair(self.i + weight * other.i, self.s + weight * other.s)

    def group_sums(self, starts: IntArray) -> "Pair":
        """Sums over the members of each group."""
        return Pair(np.add.reduceat(self.i, starts, axis=-1), np.add.reduceat(self.s, starts, axis=-1))

    def spread(self, group_of: IntArray) -> "Pair":
        """Each member's copy of what its group has."""
        return Pair(self.i[:, group_of], self.s[:, group_of])

    def sum(self) -> "Pair":
        """The sum over the last axis, which stays with length one."""
        return Pair(self.i.sum(axis=-1, keepdims=True), self.s.sum(axis=-1, keepdims=True))


class Symmetric(NamedTuple):
    """A symmetric matrix [[ii, si], [si, ss]] at every place of three arrays of one shape."""

    ii: FloatArray
    si: FloatArray
    ss: FloatArray

    def det(self) -> FloatArray:
        """The determinant, never below zero: every matrix here is a covariance or an information."""
        return np.maximum(self.ii * self.ss - self.si * self.si, 0.0)

    def times(self, v: Pair) -> Pair:
        """The product with a vector."""
        return Pair(self.ii * v.i + self.si * v.s, self.si * v.i + self.ss * v.s)

    def plus(self, other: "Symmetric", weight: FloatArray | float = 1.0) -> "Symmetric":
        """This plus a weight times another."""
        return Symmetric(self.ii + weight * other.ii, self.si + weight * other.si, self.ss + weight * other.ss)

    def group_sums(self, starts: IntArray) -> "Symmetric":
        """Sums over the members of each group."""
        return Symmetric(*(np.add.reduceat(x, starts, axis=-1) for x in self))

    def spread(self, group_of: IntArray) -> "Symmetric":
        """Each member's copy of what its group has."""
        return Symmetric(*(x[:, group_of] for x in self))

    def sum(self) -> "Symmetric":
        """The sum over the last axis, which stays with length one."""
        return Symmetric(*(x.sum(axis=-1, keepdims=True) for x in self))


def outer_sum(v: Pair) -> Symmetric:
    """The sum of v v' over the last axis, which stays with length one."""
    return Symmetric(_inner(v.i, v.i), _inner(v.s, v.i), _inner(v.s, v.s))


def sandwich(m: Symmetric, f: Symmetric) -> Symmetric:
    """The products M F M."""
    a, b = m.ii * f.ii + m.si * f.si, m.ii * f.si + m.si * f.ss
    c, d = m.si * f.ii + m.ss * f.si, m.si * f.si + m.ss * f.ss
    return Symmetric(a * m.ii + b * m.si, c * m.ii + d * m.si, c * m.si + d * m.ss)


def _inner(x: FloatArray, y: FloatArray) -> FloatArray:
    return np.asarray(np.einsum("...k,...k->...", x, y)[..., None])
